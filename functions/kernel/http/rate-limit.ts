import { refuse } from "#functions/kernel/errors/app-error.ts";
import type { Exchange } from "#functions/kernel/http/exchange.ts";
import type { Bucket, TakeTicket, Ticket, Usage } from "#functions/kernel/limits/limiter.ts";

/**
 * Counts a request in each of the buckets, and gives what to await before the reply goes out.
 * @throws AppError `request.too-many`; the request then counts in none of them.
 */
export async function countIn(
  buckets: readonly Bucket[],
  take: TakeTicket,
  exchange: Exchange,
): Promise<() => Promise<unknown>> {
  const tickets: Ticket[] = [];
  const settle = () => Promise.all(tickets.map(({ settled }) => settled));
  for (const bucket of buckets) {
    const ticket = await take(bucket);
    exchange.usages = [...exchange.usages, ticket.usage];
    if (!ticket.admitted) {
      for (const { giveBack } of tickets) giveBack();
      await settle();
      refuse("too-many", "request.too-many", "Too many requests; wait a while", {
        retryAfterSeconds: ticket.usage.resetSeconds,
      });
    }
    tickets.push(ticket);
  }
  return settle;
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
