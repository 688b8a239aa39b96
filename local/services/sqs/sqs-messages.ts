import * as z from "zod";
import { AwsError } from "#local/services/aws-error.ts";
import type { AwsRequest } from "#local/services/service.ts";
import {
  attributesMd5,
  type Draft,
  md5,
  messageAttribute,
  sequenceNumberOf,
} from "#local/services/sqs/message.ts";
import type { Sent } from "#local/services/sqs/message-flow.ts";
import type { Queue } from "#local/services/sqs/queue.ts";
import type { Queues } from "#local/services/sqs/queues.ts";

/** The queue that a call names by its URL, once the caller may do this to it. */
export type Allowed = (request: AwsRequest, queueUrl: string, action: string) => Queue;

export const messageInput = z.object({
  MessageBody: z.string(),
  DelaySeconds: z.number().optional(),
  MessageGroupId: z.string().optional(),
  MessageDeduplicationId: z.string().optional(),
  MessageAttributes: z.record(z.string(), messageAttribute).optional(),
  MessageSystemAttributes: z.record(z.string(), messageAttribute).optional(),
});

export function draftOf(input: z.infer<typeof messageInput>, request: AwsRequest): Draft {
  return {
    body: input.MessageBody,
    delay: input.DelaySeconds,
    groupId: input.MessageGroupId,
    deduplicationId: input.MessageDeduplicationId,
    attributes: input.MessageAttributes,
    traceHeader: input.MessageSystemAttributes?.["AWSTraceHeader"]?.StringValue,
    sender: request.accessKeyId,
  };
}

export const sentOutput = (queue: Queue, { body, attributes = {} }: Draft, { id, sequence }: Sent) => ({
  MessageId: id,
  MD5OfMessageBody: md5(body),
  ...(Object.keys(attributes).length > 0 && { MD5OfMessageAttributes: attributesMd5(attributes) }),
  ...(queue.fifo && { SequenceNumber: sequenceNumberOf(sequence) }),
});

/** The queue that a URL names, in the caller's region. */
export function queueAt(queues: Queues, { region }: AwsRequest, queueUrl: string): Queue {
  const name = queueUrl.slice(queueUrl.lastIndexOf("/") + 1);
  const queue = queues.all().find((each) => each.name === name && each.region === region);
  if (!queue) throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
  return queue;
}
