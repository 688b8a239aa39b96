import { type Alarm, alarm, type Clock } from "#local/services/clock.ts";

export interface Watchers {
  /** Calls back when a message may have become receivable, and once at first; the answer ends it. */
  readonly add: (arn: string, callback: () => void) => () => void;
  /** Something about a queue changes at that time: now, or when a hidden message shows itself. */
  readonly changed: (arn: string, at: number) => void;
  readonly stop: () => void;
}

/** Who waits for messages, by queue, and the alarm for those messages that show themselves later. */
export function watchers(
  clock: Clock,
  nextVisible: (arn: string, now: number) => number | undefined,
): Watchers {
  const callbacks = new Map<string, Set<() => void>>();
  let stopped = false;
  const alarms = new Map<string, Alarm>();
  const poked = new Set<string>();
  // Changes of one turn of the event loop are told once.
  const poke = (arn: string) => {
    if (poked.has(arn)) return;
    poked.add(arn);
    queueMicrotask(() => tell(arn));
  };
  const tell = (arn: string) => {
    poked.delete(arn);
    if (stopped) return;
    const next = nextVisible(arn, clock.now());
    if (next !== undefined) alarmOf(arn).set(next);
    for (const callback of callbacks.get(arn) ?? []) callback();
  };
  const alarmOf = (arn: string): Alarm => {
    const known = alarms.get(arn) ?? alarm(clock, () => poke(arn));
    alarms.set(arn, known);
    return known;
  };
  const changed = (arn: string, at: number) => {
    if (!callbacks.get(arn)?.size) return;
    if (at > clock.now()) alarmOf(arn).set(at);
    else poke(arn);
  };
  const add = (arn: string, callback: () => void) => {
    callbacks.set(arn, (callbacks.get(arn) ?? new Set()).add(callback));
    poke(arn);
    return () => void callbacks.get(arn)?.delete(callback);
  };
  const stop = () => {
    stopped = true;
    callbacks.clear();
    for (const each of alarms.values()) each.clear();
  };
  return { add, changed, stop };
}
