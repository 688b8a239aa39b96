import { AwsError } from "#local/services/aws-error.ts";
import type { Draft } from "#local/services/sqs/message.ts";
import type { Queue } from "#local/services/sqs/queue.ts";

// XML 1.0 characters, as SQS demands of a body; a lone surrogate has no UTF-8 form either.
const unsendable = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

const invalid = (message: string) => new AwsError("InvalidParameterValue", message);

/** Refuses what SQS refuses to take into this queue. */
export function checkDraft(queue: Queue, draft: Draft): void {
  if (draft.body === "")
    throw new AwsError("MissingParameter", "The request must contain the parameter MessageBody.");
  if (unsendable.test(draft.body))
    throw new AwsError("InvalidMessageContents", "The message contains characters outside the allowed set.");
  if (sizeOf(draft) > queue.maximumMessageSize)
    throw invalid(
      `One or more parameters are invalid. Reason: Message must be shorter than ${queue.maximumMessageSize} bytes.`,
    );
  if (draft.delay !== undefined && !(draft.delay >= 0 && draft.delay <= 900))
    throw invalid(
      `Value ${draft.delay} for parameter DelaySeconds is invalid. Reason: must be between 0 and 900.`,
    );
  if (queue.fifo) checkFifo(queue, draft);
  else if (draft.deduplicationId !== undefined)
    throw invalid(
      "The request include parameter that is not valid for this queue type: MessageDeduplicationId",
    );
}

function checkFifo(queue: Queue, { groupId, deduplicationId, delay }: Draft): void {
  if (!groupId)
    throw new AwsError("MissingParameter", "The request must contain the parameter MessageGroupId.");
  if (deduplicationId === undefined && !queue.contentBasedDeduplication)
    throw invalid(
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  if (delay) throw invalid("DelaySeconds of a single message is not valid for a FIFO queue");
}

/** Bytes that count against the limit: the body, and each attribute's name, type and value. */
export function sizeOf({ body, attributes = {} }: Draft): number {
  const texts = Object.entries(attributes).flatMap(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    DataType,
    StringValue ?? BinaryValue ?? "",
  ]);
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Buffer.byteLength(body));
}
