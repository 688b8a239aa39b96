import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";

/** Waits and chance, injected so that tests need neither. */
export interface Patience {
  readonly random: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

const attempts = 8;
const baseMs = 15;
const capMs = 600;

const passing = new Set(["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"]);
const passingErrors = new Set(["TransactionConflictException", "TransactionInProgressException"]);

// A failed condition is an answer, even when a rival made another item of the same transaction wait.
const isConflict = (error: unknown): boolean => {
  if (!(error instanceof TransactionCanceledException))
    return error instanceof Error && passingErrors.has(error.name);
  const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? "None");
  return !codes.includes("ConditionalCheckFailed") && codes.some((code) => passing.has(code));
};

/** Tries again, after a random and growing wait, as long as only rivals stood in the way; then gives the error. */
export async function retryConflicts<T>({ random, sleep }: Patience, send: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      if (!isConflict(error) || attempt === attempts) throw error;
      await sleep(random() * Math.min(capMs, baseMs * 2 ** attempt));
    }
  }
}
