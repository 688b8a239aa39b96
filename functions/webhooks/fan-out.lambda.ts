import { SQSClient } from "@aws-sdk/client-sqs";
import { eventConsumer } from "#functions/kernel/events/event-consumer.ts";
import { openStamp } from "#functions/kernel/open-stamp.ts";
import { deliveryQueue } from "#functions/webhooks/adapters/delivery-queue.ts";
import { dynamoDeliveries } from "#functions/webhooks/adapters/dynamo-deliveries.ts";
import { dynamoEndpoints } from "#functions/webhooks/adapters/dynamo-endpoints.ts";
import { fanOutEnv } from "#functions/webhooks/env.ts";
import { onAnyEvent } from "#functions/webhooks/subscribers/on-any-event.ts";
import { onReplayRequested } from "#functions/webhooks/subscribers/on-replay-requested.ts";

const env = fanOutEnv.parse(process.env);
const stamp = openStamp(env);
const { clock, documents } = stamp;
const deps = {
  endpoints: dynamoEndpoints(documents, env.TENANT_TABLE),
  deliveries: dynamoDeliveries(documents, env.TENANT_TABLE, clock),
  send: deliveryQueue(new SQSClient(), env.DELIVERIES_QUEUE_URL),
  clock,
};
const fanOut = onAnyEvent(deps);
const replay = onReplayRequested(deps);

export const handler = eventConsumer(stamp, "webhooks.fan-out", async (actor, event) => {
  await fanOut(actor, event);
  if (event.type === "webhooks.replay-requested.v1") await replay(actor, event);
});
