import type { SQSEvent, SQSRecord } from "aws-lambda";
import { log } from "#functions/kernel/log.ts";

/** What SQS is told: the messages that must come again. */
export interface BatchReply {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/**
 * Handles each message of a batch by itself; one that fails comes again alone, and after the queue's last try rests in
 * its dead-letter queue.
 */
export const queueConsumer =
  (handle: (body: unknown, record: SQSRecord) => Promise<void>) =>
  async ({ Records }: SQSEvent): Promise<BatchReply> => {
    const results = await Promise.allSettled(
      Records.map(async (record) => handle(JSON.parse(record.body), record)),
    );
    return {
      batchItemFailures: results.flatMap((result, at) => {
        const record = Records[at];
        if (result.status === "fulfilled" || !record) return [];
        log.error("A message was not handled", { messageId: record.messageId, error: result.reason });
        return [{ itemIdentifier: record.messageId }];
      }),
    };
  };
