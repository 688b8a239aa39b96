import { setTimeout as sleep } from "node:timers/promises";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { eventBridgeBus } from "#functions/kernel/events/event-bridge-bus.ts";
import { publishStream } from "#functions/kernel/events/publish-stream.ts";
import { publisherEnv } from "#functions/kernel/publisher-env.ts";

const { BUS_NAME, UNPUBLISHED_QUEUE_URL } = publisherEnv.parse(process.env);
const queues = new SQSClient();

export const handler = publishStream(
  eventBridgeBus({
    events: new EventBridgeClient(),
    busName: BUS_NAME,
    random: Math.random,
    sleep,
    setAside: async (message) => {
      await queues.send(
        new SendMessageCommand({ QueueUrl: UNPUBLISHED_QUEUE_URL, MessageBody: JSON.stringify(message) }),
      );
    },
  }),
);
