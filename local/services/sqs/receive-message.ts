import * as z from "zod";
import { type Action, action } from "#local/services/aws-json.ts";
import type { Clock } from "#local/services/clock.ts";
import {
  attributesMd5,
  attributesOf,
  type Message,
  md5,
  receiptOf,
  systemAttributesOf,
} from "#local/services/sqs/message.ts";
import type { Queue } from "#local/services/sqs/queue.ts";
import type { Queues } from "#local/services/sqs/queues.ts";
import type { Allowed } from "#local/services/sqs/sqs-messages.ts";

const receiveInput = z.object({
  QueueUrl: z.string(),
  MaxNumberOfMessages: z.number().min(1).max(10).default(1),
  WaitTimeSeconds: z.number().min(0).max(20).optional(),
  VisibilityTimeout: z.number().min(0).max(43_200).optional(),
  AttributeNames: z.array(z.string()).default([]),
  MessageSystemAttributeNames: z.array(z.string()).default([]),
  MessageAttributeNames: z.array(z.string()).default([]),
});

/** ReceiveMessage, with long polling. */
export const receiveMessage = (queues: Queues, clock: Clock, allowed: Allowed): Action =>
  action(receiveInput, async (input, request) => {
    const queue = allowed(request, input.QueueUrl, "ReceiveMessage");
    const deadline = clock.now() + (input.WaitTimeSeconds ?? queue.wait) * 1000;
    const take = () => queues.take(queue.arn, input.MaxNumberOfMessages, input.VisibilityTimeout);
    let taken = take();
    while (taken.length === 0 && clock.now() < deadline) {
      await nextMessage(queues, clock, queue.arn, deadline);
      taken = take();
    }
    const system = [...input.AttributeNames, ...input.MessageSystemAttributeNames];
    return taken.length > 0
      ? { Messages: taken.map((each) => messageOutput(each, queue, system, input.MessageAttributeNames)) }
      : {};
  });

/** Waits until a message may be there, or the deadline has come. */
const nextMessage = (queues: Queues, clock: Clock, arn: string, deadline: number) =>
  new Promise<void>((resolve) => {
    const done = () => {
      cancel();
      forget();
      resolve();
    };
    const cancel = clock.at(deadline, done);
    // Watching calls back once at first; the caller has just looked, so only what comes later counts.
    let first = true;
    const forget = queues.onMessage(arn, () => {
      if (!first) done();
      first = false;
    });
  });

function messageOutput(message: Message, queue: Queue, system: string[], wanted: string[]) {
  const attributes = pick(attributesOf(message), wanted);
  const systemAttributes = pick({ ...systemAttributesOf(message, queue) }, system);
  const any = Object.keys(attributes).length > 0;
  return {
    MessageId: message.id,
    ReceiptHandle: receiptOf(message),
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(Object.keys(systemAttributes).length > 0 && { Attributes: systemAttributes }),
    ...(any && { MessageAttributes: attributes, MD5OfMessageAttributes: attributesMd5(attributes) }),
  };
}

// A name, `All`, `.*` or a prefix as in `tenant.*`.
const pick = <Value>(
  values: Readonly<Record<string, Value>>,
  names: readonly string[],
): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(values).filter(([name]) =>
      names.some(
        (each) =>
          each === "All" || each === name || (each.endsWith(".*") && name.startsWith(each.slice(0, -2))),
      ),
    ),
  );
