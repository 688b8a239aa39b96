import type { SQSRecord } from "aws-lambda";
import type { Provider, Resource } from "#local/resource.ts";
import { AwsError } from "#local/services/aws-error.ts";
import type { Deliver, DeliverOptions } from "#local/services/service.ts";
import { type Draft, type Message, recordOf } from "#local/services/sqs/message.ts";
import {
  acknowledge,
  openFlow,
  type QueuesOptions,
  type Refusals,
  redrive,
  release,
  type Sent,
  send,
  take,
} from "#local/services/sqs/message-flow.ts";
import { type Queue, queueOf } from "#local/services/sqs/queue.ts";

export interface Queues extends Provider {
  readonly define: (resource: Resource) => void;
  readonly all: () => readonly Queue[];
  /** The queue of an ARN; refuses with `QueueDoesNotExist`, as all of these do. */
  readonly find: (arn: string) => Queue;
  readonly send: (arn: string, draft: Draft) => Sent;
  /** Takes up to `max` messages; those received too often go to the dead-letter queue instead. */
  readonly take: (arn: string, max: number, visibilityTimeout?: number) => Message[];
  /** `take`, in the shape an event-source mapping hands to a function. */
  readonly receive: (arn: string, options: ReceiveOptions) => SQSRecord[];
  /** Deletes what was received; answers a refusal for each receipt that is invalid or, in a FIFO queue, too old. */
  readonly acknowledge: (arn: string, receiptHandles: readonly string[]) => Refusals;
  /** Makes received messages visible again, after a delay in seconds (default none). */
  readonly release: (arn: string, receiptHandles: readonly string[], delaySeconds?: number) => Refusals;
  /** Calls back when a message may have become receivable, and once at first; the answer ends it. */
  readonly onMessage: (arn: string, callback: () => void) => () => void;
  readonly purge: (arn: string) => void;
  readonly counts: (arn: string) => { visible: number; inFlight: number; delayed: number };
  /** Sends all that a dead-letter queue holds back to where it came from, or to another queue. */
  readonly redrive: (arn: string, destinationArn?: string) => number;
  readonly deliver: Deliver;
  readonly stop: () => void;
}

interface ReceiveOptions {
  readonly max: number;
  /** Seconds; the queue's own when absent. */
  readonly visibilityTimeout?: number;
}

/** All queues of the local cloud, kept in the store. */
export function openQueues(options: QueuesOptions): Queues {
  const queues = new Map<string, Queue>();
  const find = (arn: string): Queue => {
    const queue = queues.get(arn);
    if (!queue) throw new AwsError("QueueDoesNotExist", `The specified queue does not exist: ${arn}`);
    return queue;
  };
  const flow = openFlow(options, find);
  return {
    types: ["AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "AWS::SQS::QueueInlinePolicy"],
    define: (resource) => {
      if (resource.type === "AWS::SQS::Queue") queues.set(resource.arn, queueOf(resource));
    },
    all: () => [...queues.values()],
    find,
    send: (arn, draft) => send(flow, find(arn), draft),
    take: (arn, max, visibilityTimeout) => take(flow, find(arn), max, visibilityTimeout),
    receive: (arn, { max, visibilityTimeout }) =>
      take(flow, find(arn), max, visibilityTimeout).map((message) => recordOf(message, find(arn))),
    acknowledge: (arn, handles) => acknowledge(flow, find(arn), handles),
    release: (arn, handles, delaySeconds = 0) => release(flow, find(arn), handles, delaySeconds),
    onMessage: (arn, callback) => flow.watch.add(find(arn).arn, callback),
    purge: (arn) => flow.messages.purge(find(arn)),
    counts: (arn) =>
      flow.messages.counts(find(arn), flow.clock.now()) ?? { visible: 0, inFlight: 0, delayed: 0 },
    redrive: (arn, destinationArn) => redrive(flow, find(arn), destinationArn),
    deliver: async (arn, payload, options = {}) => void send(flow, find(arn), draftOf(payload, options)),
    stop: flow.watch.stop,
  };
}

const draftOf = (
  body: string,
  { messageGroupId, deduplicationId, attributes = {} }: DeliverOptions,
): Draft => ({
  body,
  groupId: messageGroupId,
  deduplicationId,
  attributes: Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
  ),
});
