import type { DynamoDBRecord } from "aws-lambda";
import type { Clock } from "#local/services/clock.ts";
import type { Functions } from "./functions.ts";
import type { Mapping } from "./queue-mapping.ts";
import { type GivenUp, type RetryRules, sequenceOf, workOff } from "./stream-batch.ts";

/** A table's stream, as one shard. */
export interface StreamReader {
  readonly read: (
    streamArn: string,
    after: string | undefined,
    limit: number,
  ) => Promise<readonly DynamoDBRecord[]>;
  /** Calls back after each write to the table; the answer ends it. */
  readonly onWrite: (streamArn: string, callback: () => void) => () => void;
}

export interface StreamMappingSettings extends RetryRules {
  readonly streams: StreamReader;
  readonly functions: Functions;
  readonly clock: Clock;
  readonly streamArn: string;
  readonly fn: string;
  readonly batchSize: number;
  /** Whether the function wants to see the record; others are passed over. */
  readonly wants: (record: DynamoDBRecord) => boolean;
  readonly checkpoint: { readonly get: () => string | undefined; readonly set: (sequence: string) => void };
  readonly giveUp: (given: GivenUp) => Promise<void>;
  readonly onFault: (error: unknown) => void;
}

// Records read at once; most writes are no commands, so a batch is sifted from more than its size.
const READ_AHEAD = 1_000;
const LONGEST_PAUSE_MS = 10_000;

/** Feeds a function from a table's stream: in order, as soon as something is written, and on from where it was. */
export function mapStream(settings: StreamMappingSettings): Mapping {
  const { streams, streamArn, onFault } = settings;
  const end = new AbortController();
  const stopped = (): boolean => end.signal.aborted;
  const pause = (attempt: number) => pauseUnlessStopped(settings.clock, attempt, end.signal);
  let written = false;
  let faults = 0;
  let running: Promise<void> | undefined;
  const drain = async (): Promise<void> => {
    while (written && !stopped()) {
      written = false;
      while (!stopped() && (await step(settings, { pause, stopped }))) faults = 0;
    }
  };
  const retryLater = async (error: unknown): Promise<void> => {
    if (stopped()) return;
    onFault(error);
    await pause(faults++);
    written = true;
  };
  const poke = (): void => {
    written = true;
    running ??= drain()
      .catch(retryLater)
      .finally(() => {
        running = undefined;
        if (written && !stopped()) poke();
      });
  };
  const forget = streams.onWrite(streamArn, poke);
  poke();
  return {
    stop: async () => {
      forget();
      end.abort();
      await running;
    },
  };
}

interface Course {
  readonly pause: (attempt: number) => Promise<void>;
  readonly stopped: () => boolean;
}

// Works off what one read yields; answers whether there was anything to do.
async function step(settings: StreamMappingSettings, course: Course): Promise<boolean> {
  const { streams, streamArn, functions, fn, checkpoint, giveUp, clock } = settings;
  const records = await streams.read(streamArn, checkpoint.get(), READ_AHEAD);
  for (const { batch, last } of batchesOf(records, settings)) {
    const finished = await workOff(batch, settings, {
      ...course,
      invoke: (some) => functions.invoke(fn, { Records: some }),
      done: (record) => checkpoint.set(sequenceOf(record)),
      giveUp,
      now: clock.now,
    });
    if (!finished || course.stopped()) break;
    checkpoint.set(sequenceOf(last));
  }
  return records.length > 0;
}

interface Sifted {
  readonly batch: readonly DynamoDBRecord[];
  /** The last record that is done with when the batch is. */
  readonly last: DynamoDBRecord;
}

function* batchesOf(
  records: readonly DynamoDBRecord[],
  { batchSize, wants }: Pick<StreamMappingSettings, "batchSize" | "wants">,
): Generator<Sifted> {
  let batch: DynamoDBRecord[] = [];
  for (const [i, last] of records.entries()) {
    if (wants(last)) batch.push(last);
    if (batch.length < batchSize && i < records.length - 1) continue;
    yield { batch, last };
    batch = [];
  }
}

async function pauseUnlessStopped(clock: Clock, attempt: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const ms = Math.min(100 * 2 ** attempt, LONGEST_PAUSE_MS);
  const cancel = clock.at(clock.now() + ms, resolve);
  const end = (): void => {
    cancel();
    resolve();
  };
  if (signal.aborted) end();
  signal.addEventListener("abort", end);
  await promise;
  signal.removeEventListener("abort", end);
}
