import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { DeliveryMessage, SendDeliveries } from "#functions/webhooks/ports.ts";

const messagesPerCall = 10;

/** Sends to the queue of the deliver function, each tenant in a message group of its own, so that none starves another. */
export const deliveryQueue =
  (sqs: SQSClient, queueUrl: string): SendDeliveries =>
  async (messages) => {
    for (let at = 0; at < messages.length; at += messagesPerCall)
      await send(sqs, queueUrl, messages.slice(at, at + messagesPerCall));
  };

async function send(
  sqs: SQSClient,
  QueueUrl: string,
  messages: Parameters<SendDeliveries>[0],
): Promise<void> {
  const [first] = messages;
  if (first && messages.length === 1) {
    await sqs.send(new SendMessageCommand({ QueueUrl, ...entryOf(first) }));
    return;
  }
  const Entries = messages.map((message, at) => ({ Id: String(at), ...entryOf(message) }));
  const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  if (Failed.length > 0) throw new Error(`The queue refused ${Failed.length} messages: ${Failed[0]?.Code}`);
}

const entryOf = ({
  message,
  delaySeconds,
}: {
  readonly message: DeliveryMessage;
  readonly delaySeconds: number;
}) => ({
  MessageBody: JSON.stringify(message),
  MessageGroupId: message.tenantId,
  ...(delaySeconds > 0 && { DelaySeconds: Math.ceil(delaySeconds) }),
});
