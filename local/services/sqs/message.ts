import { createHash } from "node:crypto";
import type { SQSRecord } from "aws-lambda";
import * as z from "zod";
import type { Queue } from "#local/services/sqs/queue.ts";

/** A message attribute as the wire has it; binary values in base64. */
export const messageAttribute = z.object({
  DataType: z.string(),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});
export type MessageAttributes = Readonly<Record<string, z.infer<typeof messageAttribute>>>;

/** What a sender says. */
export interface Draft {
  readonly body: string;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  /** Seconds; the queue's own when absent. */
  readonly delay?: number | undefined;
  readonly attributes?: MessageAttributes | undefined;
  readonly traceHeader?: string | undefined;
  readonly sender?: string | undefined;
}

/** A message as it is kept; instants in milliseconds since the epoch. */
export const messageRow = z.object({
  sequence: z.number(),
  id: z.string(),
  body: z.string(),
  attributes: z.string(),
  sender: z.string(),
  trace: z.string().nullable(),
  groupId: z.string().nullable(),
  deduplicationId: z.string().nullable(),
  sourceArn: z.string().nullable(),
  sentAt: z.number(),
  firstReceivedAt: z.number().nullable(),
  receiveCount: z.number(),
});
export type Message = z.infer<typeof messageRow>;

export const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

/** The receipt of one receive: names the message and which of its receives this was. */
export const receiptOf = (message: Message): string =>
  `${message.sequence}.${message.receiveCount}.${message.id}`;

export const attributesOf = (message: Message): MessageAttributes =>
  z.record(z.string(), messageAttribute).parse(JSON.parse(message.attributes));

/** Order among the messages of a FIFO queue: twenty digits that sort as text. */
export const sequenceNumberOf = (sequence: number): string => String(sequence).padStart(20, "0");

/** What the queue itself says of a message: `ApproximateReceiveCount`, `SentTimestamp` … */
export function systemAttributesOf(message: Message, queue: Queue): SQSRecord["attributes"] {
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    SenderId: message.sender,
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
    ...(queue.fifo && { SequenceNumber: sequenceNumberOf(message.sequence) }),
    ...(message.groupId !== null && { MessageGroupId: message.groupId }),
    ...(message.deduplicationId !== null && { MessageDeduplicationId: message.deduplicationId }),
    ...(message.sourceArn !== null && { DeadLetterQueueSourceArn: message.sourceArn }),
    ...(message.trace !== null && { AWSTraceHeader: message.trace }),
  };
}

/** The message as an event-source mapping hands it to a function. */
export function recordOf(message: Message, queue: Queue): SQSRecord {
  const attributes = attributesOf(message);
  return {
    messageId: message.id,
    receiptHandle: receiptOf(message),
    body: message.body,
    attributes: systemAttributesOf(message, queue),
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          ...(StringValue !== undefined && { stringValue: StringValue }),
          ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
          stringListValues: [],
          binaryListValues: [],
          dataType: DataType,
        },
      ]),
    ),
    md5OfBody: md5(message.body),
    ...(Object.keys(attributes).length > 0 && { md5OfMessageAttributes: attributesMd5(attributes) }),
    eventSource: "aws:sqs",
    eventSourceARN: queue.arn,
    awsRegion: queue.region,
  };
}

/** MD5 over the attributes' names, types and values (SQS Developer Guide, "Calculating the MD5 message digest"). */
export function attributesMd5(attributes: MessageAttributes): string {
  const hash = createHash("md5");
  const add = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes).sort(byName)) {
    add(Buffer.from(name));
    add(Buffer.from(DataType));
    hash.update(Buffer.from([BinaryValue === undefined ? 1 : 2]));
    add(BinaryValue === undefined ? Buffer.from(StringValue ?? "") : Buffer.from(BinaryValue, "base64"));
  }
  return hash.digest("hex");
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1);
