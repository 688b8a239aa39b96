import { AwsError } from "#local/services/aws-error.ts";
import type { Message } from "#local/services/sqs/message.ts";
import type { MessageTable } from "#local/services/sqs/message-table.ts";
import type { Queue } from "#local/services/sqs/queue.ts";

/**
 * The message that a receipt handle stands for, if it still exists. A standard queue takes an older receipt
 * too; a FIFO queue refuses one whose visibility timeout is over.
 */
export function messageOf(
  messages: MessageTable,
  queue: Queue,
  handle: string,
  now: number,
): Message | AwsError | undefined {
  const [, sequence, receive, id] = /^(\d+)\.(\d+)\.(.+)$/.exec(handle) ?? [];
  if (!sequence)
    return new AwsError(
      "ReceiptHandleIsInvalid",
      `The input receipt handle "${handle}" is not a valid receipt handle.`,
    );
  const message = messages.find(queue, Number(sequence));
  if (!message || message.id !== id) return undefined;
  if (queue.fifo && (message.visibleAt <= now || message.receiveCount !== Number(receive)))
    return new AwsError("InvalidParameterValue", "The receipt handle has expired");
  return message;
}
