import type { DynamoDBRecord } from "aws-lambda";
import { failedItems } from "./batch-response.ts";
import type { Outcome } from "./functions.ts";

/** What a mapping does with records that its function refuses. */
export interface RetryRules {
  readonly partial: boolean;
  /** Halves a failed batch, so that one bad record does not hold up, or take with it, its neighbours. */
  readonly bisect: boolean;
  /** Tries after the first; infinite for ever. */
  readonly retryAttempts: number;
  /** Records older than this are given up. */
  readonly maxAgeSeconds: number;
}

export interface GivenUp {
  readonly condition: "RetryAttemptsExhausted" | "RecordAgeExceeded";
  readonly records: readonly DynamoDBRecord[];
  readonly attempts: number;
}

interface Steps {
  readonly invoke: (records: readonly DynamoDBRecord[]) => Promise<Outcome>;
  /** All up to and including this record is dealt with. */
  readonly done: (last: DynamoDBRecord) => void;
  readonly giveUp: (given: GivenUp) => Promise<void>;
  /** Waits before the next attempt. */
  readonly pause: (attempt: number) => Promise<void>;
  /** Whether the mapping has been stopped: then nothing more is tried, given up or taken for done. */
  readonly stopped: () => boolean;
  readonly now: () => number;
}

interface Try {
  readonly records: readonly DynamoDBRecord[];
  readonly attempt: number;
}

export const sequenceOf = (record: DynamoDBRecord): string => record.dynamodb?.SequenceNumber ?? "";

/** Brings a batch to its end in order: each record is taken by the function or given up. Answers `false` when stopped before. */
export async function workOff(
  batch: readonly DynamoDBRecord[],
  rules: RetryRules,
  steps: Steps,
): Promise<boolean> {
  const tries: Try[] = [{ records: batch, attempt: 0 }];
  for (let next = tries.shift(); next; next = tries.shift()) {
    const left = await attempt(next, rules, steps);
    if (left.length === 0) continue;
    if (steps.stopped()) return false;
    tries.unshift(...(await plan({ records: left, attempt: next.attempt }, rules, steps)));
    if (steps.stopped()) return false;
  }
  return true;
}

// Answers what the function has not taken.
async function attempt(
  { records, attempt: attempts }: Try,
  { partial, maxAgeSeconds }: RetryRules,
  { invoke, done, giveUp, now }: Steps,
): Promise<readonly DynamoDBRecord[]> {
  const oldest = now() / 1000 - maxAgeSeconds;
  const fresh = records.filter(({ dynamodb }) => (dynamodb?.ApproximateCreationDateTime ?? oldest) >= oldest);
  const expired = records.slice(0, records.length - fresh.length);
  await settle(expired, () => giveUp({ condition: "RecordAgeExceeded", records: expired, attempts }), done);
  if (fresh.length === 0) return [];
  const failed = failedItems(await invoke(fresh), fresh.map(sequenceOf), partial);
  const firstFailed = fresh.findIndex((record) => failed.has(sequenceOf(record)));
  const taken = firstFailed === -1 ? fresh : fresh.slice(0, firstFailed);
  await settle(taken, async () => undefined, done);
  return fresh.slice(taken.length);
}

async function plan(
  { records, attempt }: Try,
  { bisect, retryAttempts }: RetryRules,
  { done, giveUp, pause }: Steps,
): Promise<readonly Try[]> {
  // Halving a batch does not count as an attempt.
  if (bisect && records.length > 1) {
    const middle = Math.ceil(records.length / 2);
    return [
      { records: records.slice(0, middle), attempt },
      { records: records.slice(middle), attempt: 0 },
    ];
  }
  if (attempt < retryAttempts) {
    await pause(attempt);
    return [{ records, attempt: attempt + 1 }];
  }
  const given: GivenUp = { condition: "RetryAttemptsExhausted", records, attempts: attempt + 1 };
  await settle(records, () => giveUp(given), done);
  return [];
}

async function settle(
  records: readonly DynamoDBRecord[],
  act: () => Promise<void>,
  done: (last: DynamoDBRecord) => void,
): Promise<void> {
  const last = records.at(-1);
  if (!last) return;
  await act();
  done(last);
}
