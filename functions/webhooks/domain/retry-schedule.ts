const hour = 3600;

const jitter = 0.2;
const longestWait = 24 * hour;

/**
 * Seconds until the next attempt after `failures` in a row, ± 20 %, or as long as the receiver asked for if that is
 * longer, up to a day; `undefined` when it was the last.
 */
export function retryDelay(
  schedule: readonly number[],
  failures: number,
  random: number,
  askedFor = 0,
): number | undefined {
  const planned = schedule[failures - 1];
  if (planned === undefined) return undefined;
  const jittered = planned * (1 - jitter + 2 * jitter * random);
  return Math.max(jittered, Math.min(askedFor, longestWait));
}

/** Seconds that a `Retry-After` header asks for, given in seconds or as a date (RFC 9110 §10.2.3). */
export function retryAfterSeconds(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, (at - now.getTime()) / 1000);
}
