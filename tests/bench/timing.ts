import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds that a piece of work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** The smallest value that a share of all values, 0 to 1, does not exceed (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const percentiles = (values: readonly number[]) => ({
  "p50 ms": percentile(values, 0.5),
  "p95 ms": percentile(values, 0.95),
  "p99 ms": percentile(values, 0.99),
});

/** Asks again and again until there is an answer. @throws Error when none came within a minute and a half */
export async function awaited<T>(what: string, ask: () => Promise<T | undefined>, everyMs = 50): Promise<T> {
  const end = Date.now() + 90_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}`);
    await sleep(everyMs);
  }
}
