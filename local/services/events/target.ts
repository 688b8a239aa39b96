import * as z from "zod";
import { type BusEvent, valueAt } from "#local/services/events/event.ts";

/** A target of a rule, in CloudFormation's shape. */
export const targetProperties = z.object({
  Arn: z.string(),
  Id: z.string(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .object({ InputPathsMap: z.record(z.string(), z.string()).default({}), InputTemplate: z.string() })
    .optional(),
  SqsParameters: z.object({ MessageGroupId: z.string() }).optional(),
  DeadLetterConfig: z.object({ Arn: z.string() }).optional(),
  RetryPolicy: z
    .object({
      MaximumRetryAttempts: z.coerce.number().default(185),
      MaximumEventAgeInSeconds: z.coerce.number().default(86_400),
    })
    .prefault({}),
});
export type Target = z.infer<typeof targetProperties>;

/** What the rule knows beside the event. */
interface RuleFacts {
  readonly arn: string;
  readonly name: string;
}

/** The text that a target receives for an event. */
export function inputOf(target: Target, event: BusEvent, rule: RuleFacts): string {
  const { Input, InputPath, InputTransformer } = target;
  if (Input !== undefined) return Input;
  if (InputPath !== undefined) return JSON.stringify(valueAt(InputPath, event) ?? null);
  if (InputTransformer === undefined) return JSON.stringify(event);
  return transformed(InputTransformer, event, rule);
}

/** The target's message group; a JSON path stands for the value it finds in the event. */
export function messageGroupOf({ SqsParameters }: Target, event: BusEvent): string | undefined {
  const group = SqsParameters?.MessageGroupId;
  return group?.startsWith("$.") ? String(valueAt(group, event)) : group;
}

function transformed(
  { InputPathsMap, InputTemplate }: NonNullable<Target["InputTransformer"]>,
  event: BusEvent,
  rule: RuleFacts,
): string {
  const values: Record<string, unknown> = {
    "aws.events.rule-arn": rule.arn,
    "aws.events.rule-name": rule.name,
    "aws.events.event": { ...event, detail: undefined },
    "aws.events.event.json": event,
    "aws.events.event.ingestion-time": event.time,
  };
  for (const [name, path] of Object.entries(InputPathsMap)) values[name] = valueAt(path, event);
  // Within quotes a value is text; alone it is JSON.
  return InputTemplate.replace(/"(?:[^"\\]|\\.)*"|<([^<>]+)>/g, (part, name: string | undefined) =>
    name === undefined
      ? part.replace(/<([^<>]+)>/g, (_, inner: string) => textOf(values[inner]))
      : JSON.stringify(values[name] ?? null),
  );
}

// The escapes of a JSON text without its quotes; nothing where the event has nothing.
function textOf(value: unknown): string {
  if (value === undefined) return "";
  return JSON.stringify(typeof value === "string" ? value : JSON.stringify(value)).slice(1, -1);
}
