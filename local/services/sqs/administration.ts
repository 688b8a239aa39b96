import * as z from "zod";
import { AwsError } from "#local/services/aws-error.ts";
import { type Actions, action } from "#local/services/aws-json.ts";
import type { Clock } from "#local/services/clock.ts";
import type { AwsRequest } from "#local/services/service.ts";
import type { Queue } from "#local/services/sqs/queue.ts";
import type { Queues } from "#local/services/sqs/queues.ts";
import { type Allowed, queueAt } from "#local/services/sqs/sqs-messages.ts";

const ofQueue = z.object({ QueueUrl: z.string() });

const urlOf = ({ headers }: AwsRequest, { account, name }: Queue) =>
  `http://${headers["host"]}/${account}/${name}`;

/** The calls about queues rather than messages. */
export const administration = (queues: Queues, clock: Clock, allowed: Allowed): Actions => ({
  GetQueueUrl: action(z.object({ QueueName: z.string() }), ({ QueueName }, request) => ({
    QueueUrl: urlOf(request, queueAt(queues, request, QueueName)),
  })),
  GetQueueAttributes: action(
    ofQueue.extend({ AttributeNames: z.array(z.string()).default([]) }),
    ({ QueueUrl, AttributeNames }, request) => {
      const all = attributesOf(queues, allowed(request, QueueUrl, "GetQueueAttributes"));
      const wanted = AttributeNames.includes("All") ? Object.keys(all) : AttributeNames;
      return {
        Attributes: Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name))),
      };
    },
  ),
  ListQueues: action(
    z.object({ QueueNamePrefix: z.string().default("") }),
    ({ QueueNamePrefix }, request) => ({
      QueueUrls: queues
        .all()
        .filter(({ name, region }) => region === request.region && name.startsWith(QueueNamePrefix))
        .map((queue) => urlOf(request, queue)),
    }),
  ),
  ListDeadLetterSourceQueues: action(ofQueue, ({ QueueUrl }, request) => {
    const { arn } = allowed(request, QueueUrl, "ListDeadLetterSourceQueues");
    const sources = queues.all().filter(({ redrive }) => redrive?.deadLetterTargetArn === arn);
    return { queueUrls: sources.map((queue) => urlOf(request, queue)) };
  }),
  PurgeQueue: action(ofQueue, ({ QueueUrl }, request) =>
    queues.purge(allowed(request, QueueUrl, "PurgeQueue").arn),
  ),
  // A local move is over before it is answered, so there is never one to list or to cancel.
  StartMessageMoveTask: action(
    z.object({ SourceArn: z.string(), DestinationArn: z.string().optional() }),
    ({ SourceArn, DestinationArn }, request) => {
      if (!queues.all().some(({ redrive }) => redrive?.deadLetterTargetArn === SourceArn))
        throw new AwsError(
          "InvalidParameterValue",
          "Source queue must be configured as a Dead Letter Queue.",
        );
      allowed(request, queues.find(SourceArn).name, "StartMessageMoveTask");
      const moved = queues.redrive(SourceArn, DestinationArn);
      return { TaskHandle: Buffer.from(`${SourceArn}#${clock.now()}#${moved}`).toString("base64") };
    },
  ),
});

function attributesOf(queues: Queues, queue: Queue): Record<string, string> {
  const { visible, inFlight, delayed } = queues.counts(queue.arn);
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    DelaySeconds: String(queue.delay),
    VisibilityTimeout: String(queue.visibilityTimeout),
    MessageRetentionPeriod: String(queue.retention),
    ReceiveMessageWaitTimeSeconds: String(queue.wait),
    MaximumMessageSize: String(queue.maximumMessageSize),
    ...(queue.redrive && { RedrivePolicy: JSON.stringify(queue.redrive) }),
    ...(queue.fifo && {
      FifoQueue: "true",
      ContentBasedDeduplication: String(queue.contentBasedDeduplication),
      DeduplicationScope: queue.deduplicatesPerGroup ? "messageGroup" : "queue",
    }),
  };
}
