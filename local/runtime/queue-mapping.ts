import type { Clock } from "#local/services/clock.ts";
import type { Queues } from "#local/services/sqs/queues.ts";
import { failedItems } from "./batch-response.ts";
import type { Functions } from "./functions.ts";

/** An event-source mapping, running. */
export interface Mapping {
  /** Takes no more; resolves when what runs has come to its end. */
  readonly stop: () => Promise<void>;
}

export interface QueueMappingSettings {
  readonly queues: Pick<Queues, "receive" | "acknowledge" | "release" | "onMessage" | "counts">;
  readonly functions: Functions;
  readonly clock: Clock;
  readonly queueArn: string;
  readonly fn: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly partial: boolean;
  /** Batches in flight at most. */
  readonly concurrency: number;
  /** Seconds until a failed message shows itself again, instead of the rest of its visibility timeout. */
  readonly redeliverySeconds?: number | undefined;
  readonly onFault: (error: unknown) => void;
}

/** Feeds a function from a queue: as soon as a message arrives, and without polling in between. */
export function mapQueue(settings: QueueMappingSettings): Mapping {
  const { queues, queueArn, batchSize, concurrency, onFault } = settings;
  const running = new Set<Promise<void>>();
  let stopped = false;
  const pump = (): void => {
    while (!stopped && running.size < concurrency) {
      const records = queues.receive(queueArn, { max: batchSize });
      if (records.length === 0) return;
      const work = deliver(settings, records, () => stopped)
        .catch(onFault)
        .finally(() => {
          running.delete(work);
          pump();
        });
      running.add(work);
    }
  };
  const window = batchingWindow(settings, pump);
  const forget = queues.onMessage(queueArn, window.open);
  return {
    stop: async () => {
      stopped = true;
      forget();
      window.close();
      await Promise.all(running);
    },
  };
}

async function deliver(
  { queues, functions, queueArn, fn, partial, redeliverySeconds }: QueueMappingSettings,
  records: ReturnType<Queues["receive"]>,
  stopped: () => boolean,
): Promise<void> {
  const ids = records.map(({ messageId }) => messageId);
  const failed = failedItems(await functions.invoke(fn, { Records: records }), ids, partial);
  const handles = (wanted: boolean) =>
    records
      .filter(({ messageId }) => failed.has(messageId) === wanted)
      .map(({ receiptHandle }) => receiptHandle);
  queues.acknowledge(queueArn, handles(false));
  // A failed message stays hidden until its visibility timeout is over, as on AWS, unless it failed by our own end:
  // then it is there at the next start.
  const hiddenFor = stopped() ? 0 : redeliverySeconds;
  if (hiddenFor !== undefined) queues.release(queueArn, handles(true), hiddenFor);
}

// Lets messages gather for a while, unless a whole batch is there.
function batchingWindow(
  { queues, clock, queueArn, batchSize, windowSeconds }: QueueMappingSettings,
  pump: () => void,
) {
  let cancel: (() => void) | undefined;
  const close = (): void => {
    cancel?.();
    cancel = undefined;
  };
  const flush = (): void => {
    close();
    pump();
  };
  const open = (): void => {
    const { visible } = queues.counts(queueArn);
    if (windowSeconds === 0 || visible >= batchSize) flush();
    else if (visible > 0) cancel ??= clock.at(clock.now() + windowSeconds * 1000, flush);
  };
  return { open, close };
}
