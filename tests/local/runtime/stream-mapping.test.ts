import type { DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { afterEach, describe, expect, it } from "vitest";
import { openCheckpoints } from "#local/runtime/checkpoints.ts";
import type { Outcome } from "#local/runtime/functions.ts";
import type { Mapping } from "#local/runtime/queue-mapping.ts";
import type { GivenUp } from "#local/runtime/stream-batch.ts";
import { mapStream, type StreamMappingSettings } from "#local/runtime/stream-mapping.ts";
import type { Clock } from "#local/services/clock.ts";
import { openStore } from "#local/store.ts";

const running: Mapping[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((mapping) => mapping.stop()));
});

// Timers fire in the next turn, and time goes on by as much as they were set to.
function quickClock(): Clock & { readonly pauses: number[] } {
  const pauses: number[] = [];
  let now = 1_000_000_000_000;
  return {
    pauses,
    now: () => now,
    at: (time, run) => {
      pauses.push(time - now);
      const timer = setImmediate(() => {
        now = Math.max(now, time);
        run();
      });
      return () => clearImmediate(timer);
    },
  };
}

const record = (sequence: number, created: number): DynamoDBRecord => ({
  eventName: "INSERT",
  dynamodb: { SequenceNumber: String(sequence), ApproximateCreationDateTime: created },
});

type Answer = (numbers: readonly number[], call: number) => Outcome | Promise<Outcome>;

/** A stream in memory, mapped to a function of the test's own. */
function world(answer: Answer, settings: Partial<StreamMappingSettings> = {}) {
  const clock = quickClock();
  const stream: DynamoDBRecord[] = [];
  const listeners = new Set<() => void>();
  const calls: number[][] = [];
  const givenUp: GivenUp[] = [];
  const faults: unknown[] = [];
  const checkpoints = openCheckpoints(openStore());
  const write = (...numbers: number[]) => {
    stream.push(...numbers.map((n) => record(n, clock.now() / 1000)));
    for (const listener of listeners) listener();
  };
  const start = (): Mapping => {
    const mapping = mapStream({
      streams: {
        read: async (_, after, limit) =>
          stream.filter((r) => numberOf(r) > Number(after ?? -1)).slice(0, limit),
        onWrite: (_, callback) => {
          listeners.add(callback);
          return () => listeners.delete(callback);
        },
      },
      functions: {
        invoke: async (_, event) => {
          const numbers = (event as DynamoDBStreamEvent).Records.map(numberOf);
          return answer(numbers, calls.push(numbers));
        },
      },
      clock,
      streamArn: "s",
      fn: "f",
      batchSize: 4,
      wants: () => true,
      checkpoint: { get: () => checkpoints.get("m"), set: (sequence) => checkpoints.set("m", sequence) },
      giveUp: async (given) => void givenUp.push(given),
      onFault: (error) => faults.push(error),
      partial: true,
      bisect: false,
      retryAttempts: Number.POSITIVE_INFINITY,
      maxAgeSeconds: Number.POSITIVE_INFINITY,
      ...settings,
    });
    running.push(mapping);
    return mapping;
  };
  const reached = (sequence: number) =>
    expect.poll(() => checkpoints.get("m"), { interval: 1 }).toBe(String(sequence));
  return { clock, write, start, calls, givenUp, faults, reached, checkpoint: () => checkpoints.get("m") };
}

const numberOf = ({ dynamodb }: DynamoDBRecord): number => Number(dynamodb?.SequenceNumber);
const ok: Outcome = { ok: true, payload: null };
const failure: Outcome = { ok: false, errorType: "E", errorMessage: "no", trace: [] };
const failing = (...numbers: number[]): Outcome => ({
  ok: true,
  payload: { batchItemFailures: numbers.map((n) => ({ itemIdentifier: String(n) })) },
});

describe("a stream mapping", () => {
  it("delivers all records in order, batch after batch, and later ones as they are written", async () => {
    const { write, start, calls, reached } = world(() => ok);
    write(1, 2, 3, 4, 5);
    start();
    await reached(5);
    write(6);
    await reached(6);
    expect(calls).toEqual([[1, 2, 3, 4], [5], [6]]);
  });

  it("passes over what the function does not want, and over that alone", async () => {
    const { write, start, calls, reached } = world(() => ok, { wants: (r) => numberOf(r) % 3 === 0 });
    write(1, 2, 3, 4, 5, 6, 7, 8);
    start();
    await reached(8);
    expect(calls).toEqual([[3, 6]]);
  });

  it("goes on after a restart where it was", async () => {
    const { write, start, calls, reached } = world(() => ok);
    write(1, 2);
    await Promise.all([reached(2), start()]).then(([, mapping]) => mapping.stop());
    write(3);
    start();
    await reached(3);
    expect(calls).toEqual([[1, 2], [3]]);
  });

  it("when stopped in the middle, by force or not, takes nothing for done that was not", async () => {
    let mapping: Mapping | undefined;
    const { write, start, calls, checkpoint, givenUp, reached } = world(
      (_, call) => {
        if (call === 1) void mapping?.stop();
        return call === 1 ? failure : ok;
      },
      { retryAttempts: 0 },
    );
    write(1, 2);
    mapping = start();
    await expect.poll(() => calls.length).toBe(1);
    await mapping.stop();
    expect([checkpoint(), givenUp]).toEqual([undefined, []]);
    start();
    await reached(2);
    expect(calls).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it("survives a stream that cannot be read for a while", async () => {
    let broken = true;
    const { write, start, faults, reached } = world(() => ok, {
      wants: () => {
        if (!broken) return true;
        broken = false;
        throw new Error("away");
      },
    });
    write(1);
    start();
    await reached(1);
    expect(faults).toEqual([new Error("away")]);
  });
});

describe("records that fail", () => {
  it("are tried again from the first failed one on, after longer and longer pauses", async () => {
    const { write, start, calls, reached, clock } = world((_, call) => (call <= 3 ? failing(3) : ok));
    write(1, 2, 3, 4);
    start();
    await reached(4);
    expect(calls).toEqual([
      [1, 2, 3, 4],
      [3, 4],
      [3, 4],
      [3, 4],
    ]);
    expect(clock.pauses).toEqual([100, 200, 400]);
  });

  it("are given up with the rest of their batch when the attempts are used up", async () => {
    const { write, start, calls, reached, givenUp } = world(
      (numbers) => (numbers.includes(2) ? failing(2) : ok),
      {
        retryAttempts: 2,
      },
    );
    write(1, 2, 3, 4, 5);
    start();
    await reached(5);
    expect(calls).toEqual([[1, 2, 3, 4], [2, 3, 4], [2, 3, 4], [5]]);
    expect(givenUp).toMatchObject([{ condition: "RetryAttemptsExhausted", attempts: 3 }]);
    expect(givenUp[0]?.records.map(numberOf)).toEqual([2, 3, 4]);
  });

  it("are parted from their neighbours by halving, so that only the bad one is given up", async () => {
    const { write, start, calls, reached, givenUp } = world(
      (numbers) => (numbers.includes(2) ? failure : ok),
      {
        bisect: true,
        retryAttempts: 1,
      },
    );
    write(1, 2, 3, 4);
    start();
    await reached(4);
    expect(givenUp.map(({ records }) => records.map(numberOf))).toEqual([[2]]);
    expect(calls).toEqual([[1, 2, 3, 4], [1, 2], [1], [2], [2], [3, 4]]);
  });

  it("are given up when they are too old", async () => {
    const { write, start, reached, givenUp, calls } = world((_, call) => (call > 5 ? ok : failure), {
      maxAgeSeconds: 1,
    });
    write(1);
    start();
    await reached(1);
    expect(givenUp).toMatchObject([{ condition: "RecordAgeExceeded" }]);
    expect(calls.length).toBeLessThan(6);
  });
});
