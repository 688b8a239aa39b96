/** How fast guesses get slower. */
export interface ThrottlePolicy {
  /** So many may fail before the first wait. */
  readonly free: number;
  /** The first wait; each further failure doubles it. */
  readonly firstWaitSeconds: number;
  readonly longestWaitSeconds: number;
}

/** What is remembered of failures: forgotten a day after the last one. */
export interface Failures {
  readonly count: number;
  /** Nothing may be tried before (epoch milliseconds). */
  readonly nextAt: number;
  readonly lastAt: number;
}

export const throttles = {
  /** Wrong passwords for one account. */
  account: { free: 8, firstWaitSeconds: 1, longestWaitSeconds: 900 },
  /** Wrong passwords from one address: many people may share it. */
  address: { free: 50, firstWaitSeconds: 1, longestWaitSeconds: 60 },
  /** Mails that somebody asks for once more. */
  mail: { free: 1, firstWaitSeconds: 60, longestWaitSeconds: 3600 },
  /** All mails to one address that is to be proved, sign-ups by strangers included. */
  verification: { free: 5, firstWaitSeconds: 60, longestWaitSeconds: 3600 },
} as const satisfies Record<string, ThrottlePolicy>;

export type ThrottleKind = keyof typeof throttles;

export const forgottenAfterSeconds = 24 * 3600;

export const noFailures: Failures = { count: 0, nextAt: 0, lastAt: 0 };

/** What counts of earlier failures by now. */
export const remembered = (failures: Failures, now: Date): Failures =>
  failures.lastAt + forgottenAfterSeconds * 1000 > now.getTime() ? failures : noFailures;

/** Seconds to wait before another try; 0 when it may be made now. */
export const waitSeconds = ({ nextAt }: Failures, now: Date): number =>
  Math.max(0, Math.ceil((nextAt - now.getTime()) / 1000));

/** Counts a try as failed, before its outcome is known: guesses made at the same time each count. */
export function strike(failures: Failures, policy: ThrottlePolicy, now: Date): Failures {
  const count = failures.count + 1;
  const doublings = count - policy.free;
  const wait =
    doublings < 0
      ? 0
      : Math.min(policy.longestWaitSeconds, policy.firstWaitSeconds * 2 ** Math.min(doublings, 30));
  return { count, nextAt: now.getTime() + wait * 1000, lastAt: now.getTime() };
}

/** Failures are told to the tenant at 5, 10, 20, 40 …: often enough to notice, too seldom to flood its audit trail. */
export const isTold = (count: number): boolean => count % 5 === 0 && Number.isInteger(Math.log2(count / 5));
