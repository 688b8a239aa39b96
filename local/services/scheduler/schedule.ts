import * as z from "zod";
import type { Delivery } from "#local/services/delivery-table.ts";
import { type Times, timesOf } from "#local/services/scheduler/expression.ts";

// Seconds since the epoch on the wire, a text in a template.
const instant = z.union([
  z.number().transform((seconds) => seconds * 1000),
  z.string().transform(Date.parse),
]);

const target = z.object({
  Arn: z
    .string()
    .regex(/^arn:aws:(sqs|lambda|events):/, "the local cloud schedules calls of queues, functions and buses"),
  RoleArn: z.string(),
  Input: z.string().optional(),
  SqsParameters: z.object({ MessageGroupId: z.string().optional() }).optional(),
  DeadLetterConfig: z.object({ Arn: z.string() }).optional(),
  RetryPolicy: z
    .object({
      MaximumRetryAttempts: z.coerce.number().int().min(0).max(185).default(185),
      MaximumEventAgeInSeconds: z.coerce.number().int().min(60).max(86_400).default(86_400),
    })
    .prefault({}),
});

/** What a schedule is made of, the same on the wire and in a template. */
export const scheduleInput = z.object({
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default("UTC"),
  StartDate: instant.optional(),
  EndDate: instant.optional(),
  State: z.enum(["ENABLED", "DISABLED"]).default("ENABLED"),
  Description: z.string().optional(),
  FlexibleTimeWindow: z.object({
    Mode: z.enum(["OFF", "FLEXIBLE"]),
    MaximumWindowInMinutes: z.coerce.number().int().min(1).max(1440).optional(),
  }),
  ActionAfterCompletion: z.enum(["NONE", "DELETE"]).default("NONE"),
  Target: target,
});
export type ScheduleInput = z.output<typeof scheduleInput>;

export interface Schedule {
  readonly arn: string;
  /** Declared by a stack, or made by a call. */
  readonly origin: "stack" | "call";
  /** Instants in milliseconds since the epoch, as in `input`. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly input: ScheduleInput;
}

/** The schedule's times, whether enabled or not. */
export const timesOfSchedule = ({ createdAt, input }: Pick<Schedule, "createdAt" | "input">): Times =>
  timesOf(input.ScheduleExpression, input.ScheduleExpressionTimezone, input.StartDate ?? createdAt);

/** When it comes due after an instant; start and end bound only what recurs. */
export function nextOf(schedule: Schedule, after: number): number | undefined {
  const { State, StartDate = 0, EndDate = Number.POSITIVE_INFINITY } = schedule.input;
  if (State === "DISABLED") return undefined;
  const times = timesOfSchedule(schedule);
  if (times.once) return times.next(after);
  const next = times.next(Math.max(after, StartDate - 1));
  return next !== undefined && next <= EndDate ? next : undefined;
}

/** What goes to the target when the schedule comes due. */
export function deliveryOf({ arn, input }: Schedule, dueAt: number, executionId: string): Delivery {
  const { Arn, Input, SqsParameters, DeadLetterConfig, RetryPolicy } = input.Target;
  const time = new Date(dueAt).toISOString().replace(/\.\d{3}Z$/, "Z");
  const payload = Input ?? JSON.stringify(defaultInput(arn, time, executionId));
  return {
    targetArn: Arn,
    payload: payload
      .replaceAll("<aws.scheduler.schedule-arn>", arn)
      .replaceAll("<aws.scheduler.scheduled-time>", time)
      .replaceAll("<aws.scheduler.execution-id>", executionId),
    messageGroupId: SqsParameters?.MessageGroupId,
    maximumRetries: RetryPolicy.MaximumRetryAttempts,
    maximumAge: RetryPolicy.MaximumEventAgeInSeconds,
    deadLetterArn: DeadLetterConfig?.Arn,
    sentBy: arn,
  };
}

function defaultInput(arn: string, time: string, id: string) {
  const [, , , region, account] = arn.split(":");
  const event = { version: "0", id, "detail-type": "Scheduled Event", source: "aws.scheduler" };
  return { ...event, account, time, region, resources: [arn], detail: "{}" };
}
