import { refuse } from "#functions/kernel/errors/app-error.ts";
import type { Exchange } from "#functions/kernel/http/exchange.ts";
import type { Bucket, TakeTicket, Usage } from "#functions/kernel/limits/limiter.ts";

/**
 * Counts a request in each of the buckets, and gives what to await before the reply goes out.
 * @throws AppError `request.too-many`.
 */
export async function countIn(
  buckets: readonly Bucket[],
  take: TakeTicket,
  exchange: Exchange,
): Promise<() => Promise<void>> {
  const settling: Promise<void>[] = [];
  // One after the other: what the first refuses does not count in the second.
  for (const bucket of buckets) {
    const { admitted, usage, settled } = await take(bucket);
    settling.push(settled);
    exchange.usages = [...exchange.usages, usage];
    if (!admitted)
      refuse("too-many", "request.too-many", "Too many requests; wait a while", {
        retryAfterSeconds: usage.resetSeconds,
      });
  }
  return async () => {
    await Promise.all(settling);
  };
}

/** The fields of draft-ietf-httpapi-ratelimit-headers-10. */
export const rateLimitHeaders = (usages: readonly Usage[]): Record<string, string> =>
  usages.length === 0
    ? {}
    : {
        "ratelimit-policy": usages
          .map(({ name, quota }) => `"${name}";q=${quota.limit};w=${quota.windowSeconds}`)
          .join(", "),
        ratelimit: usages
          .map(({ name, remaining, resetSeconds }) => `"${name}";r=${remaining};t=${resetSeconds}`)
          .join(", "),
      };
