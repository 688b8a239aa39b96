/** Time and timers in one, so that a test that turns the one turns the other. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Calls `run` once when the time has come, never before and never at once; the answer cancels it. */
  readonly at: (time: number, run: () => void) => () => void;
}

// Node fires at once when asked for more than 2³¹ − 1 ms.
const longestTimer = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: Date.now,
  at: (time, run) => {
    const arm = () => setTimeout(fire, Math.min(Math.max(time - Date.now(), 0), longestTimer)).unref();
    // Timers follow another clock than Date and may be a millisecond early.
    const fire = () => {
      if (Date.now() >= time) run();
      else timer = arm();
    };
    let timer = arm();
    return () => clearTimeout(timer);
  },
};

export interface Alarm {
  /** Rings at `time`, unless it is already set to ring earlier. */
  readonly set: (time: number) => void;
  readonly clear: () => void;
}

/** One timer that stands for the earliest of many things due. */
export function alarm(clock: Clock, ring: () => void): Alarm {
  let due = Number.POSITIVE_INFINITY;
  let cancel = () => {};
  const clear = () => {
    cancel();
    due = Number.POSITIVE_INFINITY;
  };
  const set = (time: number) => {
    if (time >= due) return;
    cancel();
    due = time;
    cancel = clock.at(time, () => {
      due = Number.POSITIVE_INFINITY;
      ring();
    });
  };
  return { set, clear };
}
