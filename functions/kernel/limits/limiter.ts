import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Quota } from "#functions/kernel/limits/plans.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

/** Adds to a shared counter and gives its new total. A counter serves one window and may be forgotten after `expiresAt` (seconds). */
export type AddToCounter = (window: number, by: number, expiresAt: number) => Promise<number>;

/** Whose requests are counted together, and where. */
export interface Bucket {
  /** The policy's name, as clients see it. */
  readonly name: string;
  /** Unique among all buckets. */
  readonly key: string;
  readonly quota: Quota;
  readonly add: AddToCounter;
}

export interface Usage {
  readonly name: string;
  readonly quota: Quota;
  readonly remaining: number;
  /** Seconds until the window ends. */
  readonly resetSeconds: number;
}

/** What a request got. */
export interface Ticket {
  readonly admitted: boolean;
  readonly usage: Usage;
  /** Counting that goes on beside the request; await it before the function environment is frozen. Never rejects. */
  readonly settled: Promise<void>;
  /** Uncounts an admitted request that is refused for another reason after all. */
  readonly giveBack: () => void;
}

export type TakeTicket = (bucket: Bucket) => Promise<Ticket>;

interface Count {
  readonly window: number;
  /** The shared total when we last added to it. */
  shared: number;
  /** Admitted here and not yet added. */
  pending: number;
  addedAt: number;
}

interface Deps {
  readonly clock: Clock;
  /** Told when a shared counter could not be reached. The request is let through: a counter is no reason to fail. */
  readonly onFailure: (error: unknown) => void;
}

const mostBuckets = 20_000;
const addAfterMs = 10_000;
// Up to this share of the limit the shared counter is told beside the request, beyond it before the request.
const farShare = 0.8;
// Requests that one environment may admit before it tells, as a share of the limit.
const batchShare = 0.01;

/** The most that one environment keeps to itself, and so what it can add to the error. */
export const batchOf = ({ limit }: Quota): number => Math.max(1, Math.floor(limit * batchShare));

/**
 * Counts requests in fixed windows over many environments with one shared counter per bucket and window.
 *
 * Nobody is refused who has not been admitted `limit` times within the window: only admitted requests are counted, and
 * nothing is reserved. In a window at most `limit + E × batchOf(quota)` are admitted, where E is the number of
 * environments: each keeps at most one batch, 1 % of the limit, that others cannot see. Windows of different buckets
 * begin at different times, so that not everybody comes back in the same second.
 *
 * While far from the limit it costs no round trip of its own: the counter is told beside the request, once a batch or
 * when ten seconds have gone by. Near the limit each request waits for the counter.
 */
export function limiter({ clock, onFailure }: Deps): TakeTicket {
  const counts = new LRUCache<string, Count>({ max: mostBuckets });

  const countOf = (key: string, window: number): Count => {
    const known = counts.get(key);
    if (known?.window === window) return known;
    const fresh = { window, shared: 0, pending: 0, addedAt: Number.NEGATIVE_INFINITY };
    counts.set(key, fresh);
    return fresh;
  };

  const tell = async (count: Count, { add, quota }: Bucket, expiresAt: number): Promise<number> => {
    const told = count.pending;
    count.pending = 0;
    count.addedAt = clock().getTime();
    try {
      count.shared = Math.max(count.shared, await add(count.window, told, expiresAt));
    } catch (error) {
      count.pending += told;
      onFailure(error);
      return Math.min(quota.limit, count.shared + count.pending);
    }
    return count.shared;
  };

  return async (bucket) => {
    const { quota } = bucket;
    const { window, resetSeconds, endsAt } = windowOf(bucket, clock().getTime());
    const count = countOf(bucket.key, window);
    const ticket = (used: number, settled = Promise.resolve()): Ticket => ({
      admitted: used <= quota.limit,
      usage: { name: bucket.name, quota, remaining: Math.max(0, quota.limit - used), resetSeconds },
      settled,
      giveBack: () => {
        count.pending -= 1;
      },
    });
    const used = count.shared + count.pending + 1;
    if (used > quota.limit) return ticket(used);
    count.pending += 1;
    const telling = () => tell(count, bucket, endsAt + quota.windowSeconds);
    if (used > quota.limit * farShare) return ticket(await telling());
    const due = count.pending >= batchOf(quota) || clock().getTime() - count.addedAt >= addAfterMs;
    return ticket(used, due ? telling().then(() => undefined) : undefined);
  };
}

function windowOf({ key, quota: { windowSeconds } }: Bucket, nowMs: number) {
  const shift = createHash("sha256").update(key).digest().readUInt32BE() % windowSeconds;
  const shifted = Math.floor(nowMs / 1000) + shift;
  const window = Math.floor(shifted / windowSeconds);
  const resetSeconds = windowSeconds - (shifted % windowSeconds);
  return { window, resetSeconds, endsAt: Math.floor(nowMs / 1000) + resetSeconds };
}
