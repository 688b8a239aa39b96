import { setTimeout as sleep } from "node:timers/promises";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import * as z from "zod";
import { eventBridgeBus } from "#functions/kernel/events/event-bridge-bus.ts";
import { republishEnv } from "#functions/kernel/publisher-env.ts";
import { queueConsumer } from "#functions/kernel/queues/queue-consumer.ts";

const { BUS_NAME } = republishEnv.parse(process.env);

const message = z.object({
  source: z.string(),
  detailType: z.string(),
  detail: z.record(z.string(), z.unknown()),
});

const publish = eventBridgeBus({
  events: new EventBridgeClient(),
  busName: BUS_NAME,
  random: Math.random,
  sleep,
  // The message stays in its queue, and ends among the dead letters when the bus never takes it.
  setAside: async ({ detailType }) => {
    throw new Error(`The bus refuses ${detailType}`);
  },
});

export const handler = queueConsumer((body) => publish([message.parse(body)]));
