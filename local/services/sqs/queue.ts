import * as z from "zod";
import type { Resource } from "#local/resource.ts";

/** A queue and its settings; times are in seconds, as SQS has them. */
export interface Queue {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly account: string;
  readonly fifo: boolean;
  readonly contentBasedDeduplication: boolean;
  /** Whether a deduplication id counts within its message group only (high-throughput FIFO). */
  readonly deduplicatesPerGroup: boolean;
  readonly delay: number;
  readonly visibilityTimeout: number;
  readonly retention: number;
  readonly wait: number;
  /** In bytes. */
  readonly maximumMessageSize: number;
  readonly redrive: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number } | undefined;
}

const properties = z.object({
  FifoQueue: z.stringbool().or(z.boolean()).default(false),
  ContentBasedDeduplication: z.stringbool().or(z.boolean()).default(false),
  DeduplicationScope: z.enum(["queue", "messageGroup"]).default("queue"),
  DelaySeconds: z.coerce.number().default(0),
  VisibilityTimeout: z.coerce.number().default(30),
  MessageRetentionPeriod: z.coerce.number().default(345_600),
  ReceiveMessageWaitTimeSeconds: z.coerce.number().default(0),
  MaximumMessageSize: z.coerce.number().default(2 ** 20),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() }).optional(),
});

/** The queue that an `AWS::SQS::Queue` declares; defaults are those of the SQS API reference. */
export function queueOf(resource: Resource): Queue {
  const [, , , region = "", account = "", name = ""] = resource.arn.split(":");
  const settings = properties.parse(resource.properties);
  return {
    arn: resource.arn,
    name,
    region,
    account,
    fifo: settings.FifoQueue,
    contentBasedDeduplication: settings.ContentBasedDeduplication,
    deduplicatesPerGroup: settings.DeduplicationScope === "messageGroup",
    delay: settings.DelaySeconds,
    visibilityTimeout: settings.VisibilityTimeout,
    retention: settings.MessageRetentionPeriod,
    wait: settings.ReceiveMessageWaitTimeSeconds,
    maximumMessageSize: settings.MaximumMessageSize,
    redrive: settings.RedrivePolicy,
  };
}
