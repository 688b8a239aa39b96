import { Duration } from "aws-cdk-lib";
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";

export interface DeadLetteredQueueProps {
  /** How long a message that was not finished stays hidden. At least its consumer's timeout. */
  readonly visibilityTimeout: Duration;
  /** Keeps the order within each message group. Default false. */
  readonly fifo?: boolean;
}

/** A queue whose messages, after five vain attempts, wait 14 days in a queue of the dead. */
export interface DeadLetteredQueue {
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

const maxReceiveCount = 5;

export function deadLetteredQueue(
  scope: Construct,
  id: string,
  { visibilityTimeout, fifo = false }: DeadLetteredQueueProps,
): DeadLetteredQueue {
  const common = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
  const order = {
    fifo: true,
    deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
    fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
  };
  const deadLetters = new Queue(scope, `${id}DeadLetters`, {
    ...common,
    ...(fifo && { fifo }),
    retentionPeriod: Duration.days(14),
  });
  const queue = new Queue(scope, id, {
    ...common,
    ...(fifo && order),
    visibilityTimeout,
    retentionPeriod: Duration.days(7),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount },
  });
  return { queue, deadLetters };
}
