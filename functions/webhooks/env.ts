import * as z from "zod";
import { stampEnv } from "#functions/kernel/env.ts";

const json = <Value extends z.ZodType>(value: Value) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(value);

/** `host:port` that tenants' webhooks may reach beside the public Internet, as a JSON list; empty on AWS. */
const outbound = { OUTBOUND_ALLOW: json(z.array(z.string())) };

export const webhooksApiEnv = stampEnv.extend(outbound);

export const fanOutEnv = stampEnv.extend({ DELIVERIES_QUEUE_URL: z.url() });

export const deliverEnv = fanOutEnv.extend({
  ...outbound,
  DELIVERIES_QUEUE_ARN: z.string().min(1),
  SCHEDULE_GROUP: z.string().min(1),
  /** As whom EventBridge Scheduler sends to the queue. */
  SCHEDULER_ROLE_ARN: z.string().min(1),
  /** Seconds after each failed attempt, as a JSON list. */
  WEBHOOK_RETRY_SCHEDULE: json(z.array(z.number().positive())),
});
