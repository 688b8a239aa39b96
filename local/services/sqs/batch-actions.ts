import * as z from "zod";
import { AwsError } from "#local/services/aws-error.ts";
import { type Actions, action } from "#local/services/aws-json.ts";
import type { Queues } from "#local/services/sqs/queues.ts";
import { sizeOf } from "#local/services/sqs/send-rules.ts";
import { type Allowed, draftOf, messageInput, sentOutput } from "#local/services/sqs/sqs-messages.ts";

const batchOf = <Entry extends z.ZodRawShape>(entry: z.ZodObject<Entry>) =>
  z.object({
    QueueUrl: z.string(),
    Entries: z.array(entry.extend({ Id: z.string().regex(/^[\w-]{1,80}$/) })),
  });

const largestBatch = 2 ** 20;

/** The batch calls: each entry succeeds or fails for itself. */
export const batchActions = (queues: Queues, allowed: Allowed): Actions => ({
  SendMessageBatch: action(batchOf(messageInput), (input, request) => {
    const { arn } = allowed(request, input.QueueUrl, "SendMessage");
    const drafts = input.Entries.map((entry) => draftOf(entry, request));
    if (drafts.reduce((sum, draft) => sum + sizeOf(draft), 0) > largestBatch)
      throw new AwsError(
        "BatchRequestTooLong",
        `Batch requests cannot be longer than ${largestBatch} bytes.`,
      );
    return eachOf(input.Entries, (entry) => {
      const draft = draftOf(entry, request);
      return sentOutput(queues.find(arn), draft, queues.send(arn, draft));
    });
  }),
  DeleteMessageBatch: action(batchOf(z.object({ ReceiptHandle: z.string() })), (input, request) => {
    const { arn } = allowed(request, input.QueueUrl, "DeleteMessage");
    return eachOf(input.Entries, ({ ReceiptHandle }) => refuse(queues.acknowledge(arn, [ReceiptHandle])));
  }),
  ChangeMessageVisibilityBatch: action(
    batchOf(z.object({ ReceiptHandle: z.string(), VisibilityTimeout: z.number().min(0).max(43_200) })),
    (input, request) => {
      const { arn } = allowed(request, input.QueueUrl, "ChangeMessageVisibility");
      return eachOf(input.Entries, ({ ReceiptHandle, VisibilityTimeout }) =>
        refuse(queues.release(arn, [ReceiptHandle], VisibilityTimeout)),
      );
    },
  ),
});

function refuse(refusals: ReadonlyMap<string, AwsError>): object {
  for (const refusal of refusals.values()) throw refusal;
  return {};
}

function eachOf<Entry extends { readonly Id: string }>(
  entries: readonly Entry[],
  run: (entry: Entry) => object,
) {
  checkEntries(entries);
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful, Failed };
}

function checkEntries(entries: readonly { readonly Id: string }[]): void {
  if (entries.length === 0)
    throw new AwsError("EmptyBatchRequest", "There should be at least one entry in the request.");
  if (entries.length > 10)
    throw new AwsError("TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10.");
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw new AwsError(
      "BatchEntryIdsNotDistinct",
      "Two or more batch entries in the request have the same Id.",
    );
}
