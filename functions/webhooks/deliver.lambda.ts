import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SQSClient } from "@aws-sdk/client-sqs";
import { actorOf } from "#functions/kernel/events/event-consumer.ts";
import { openStamp } from "#functions/kernel/open-stamp.ts";
import { outboundClient } from "#functions/kernel/outbound/outbound-client.ts";
import { queueConsumer } from "#functions/kernel/queues/queue-consumer.ts";
import { deliveryQueue } from "#functions/webhooks/adapters/delivery-queue.ts";
import { dynamoDeliveries } from "#functions/webhooks/adapters/dynamo-deliveries.ts";
import { dynamoEndpoints } from "#functions/webhooks/adapters/dynamo-endpoints.ts";
import { postVia } from "#functions/webhooks/adapters/post.ts";
import { openPersonal, sealerSafe } from "#functions/webhooks/adapters/sealer-safe.ts";
import { sendLater } from "#functions/webhooks/adapters/send-later.ts";
import { deliverEnv } from "#functions/webhooks/env.ts";
import { deliver } from "#functions/webhooks/subscribers/deliver.ts";
import { deliveryMessage } from "#functions/webhooks/subscribers/delivery-message.ts";

const env = deliverEnv.parse(process.env);
const { clock, random, documents, sealer, commit, asTenant } = openStamp(env);
const send = deliveryQueue(new SQSClient(), env.DELIVERIES_QUEUE_URL);

const attempt = deliver(
  {
    endpoints: dynamoEndpoints(documents, env.TENANT_TABLE),
    deliveries: dynamoDeliveries(documents, env.TENANT_TABLE, clock),
    later: sendLater({
      send,
      scheduler: new SchedulerClient(),
      clock,
      group: env.SCHEDULE_GROUP,
      queueArn: env.DELIVERIES_QUEUE_ARN,
      roleArn: env.SCHEDULER_ROLE_ARN,
    }),
    post: postVia(outboundClient({ allow: env.OUTBOUND_ALLOW })),
    safe: sealerSafe(sealer),
    openPersonal: openPersonal(sealer),
    commit,
    clock,
    random,
    schedule: env.WEBHOOK_RETRY_SCHEDULE,
  },
  ({ tenantId, endpointId, turn }, event) =>
    actorOf("webhooks.deliver", { ...event, tenantId, id: `${endpointId}.${event.id}.${turn}` }),
);

export const handler = queueConsumer(async (body) => {
  const message = deliveryMessage.parse(body);
  await asTenant(message.tenantId, () => attempt(message));
});
