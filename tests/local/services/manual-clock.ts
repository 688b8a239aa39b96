import type { Clock } from "#local/services/clock.ts";

/** A clock that a test turns: timers fire in order, and what they start has run before the next one fires. */
export function manualClock(start = Date.parse("2026-11-20T09:00:00Z")) {
  let now = start;
  let timers: { readonly time: number; readonly run: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    at: (time, run) => {
      const timer = { time, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
  };
  const advance = async (milliseconds: number) => {
    const end = now + milliseconds;
    for (;;) {
      const [next] = timers.filter(({ time }) => time <= end).sort((a, b) => a.time - b.time);
      if (!next) break;
      timers = timers.filter((each) => each !== next);
      now = Math.max(now, next.time);
      next.run();
      await settled();
    }
    now = end;
    await settled();
  };
  return { clock, advance };
}

/** Lets all that is ready to run, run. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
