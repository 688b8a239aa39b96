import type { Clock } from "#functions/kernel/time/clock.ts";

/** The Lambda handler of work that a schedule sets going. It fails loudly, so that the schedule tries again. */
export const scheduled = (clock: Clock, work: (now: Date) => Promise<void>) => async (): Promise<void> =>
  work(clock());
