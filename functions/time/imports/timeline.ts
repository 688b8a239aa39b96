import type { Session } from "#functions/time/domain/punch.ts";
import type { TimeClock } from "#functions/time/domain/time-clock.ts";

interface Stretch {
  readonly startedAt: string;
  readonly endedAt: string;
}

/** A person's working time around the sessions of one step: what is there, and what the step has added. */
export interface Timeline {
  readonly clock: TimeClock;
  readonly taken: Stretch[];
  latestEnd: string | undefined;
}

export const timelineOf = (clock: TimeClock, sessions: readonly Stretch[]): Timeline => ({
  clock,
  taken: sessions.map(({ startedAt, endedAt }) => ({ startedAt, endedAt })),
  latestEnd: undefined,
});

/** Whether a past session is there already, would overlap another, or fits. */
export function placeFor({ clock, taken }: Timeline, past: Stretch): "there" | "overlaps" | "fits" {
  if (taken.some((one) => one.startedAt === past.startedAt && one.endedAt === past.endedAt)) return "there";
  if (overlapsOpen(clock.session, past)) return "overlaps";
  const crosses = taken.some((one) => one.startedAt < past.endedAt && past.startedAt < one.endedAt);
  return crosses ? "overlaps" : "fits";
}

const overlapsOpen = (open: Session | undefined, past: Stretch): boolean =>
  open !== undefined && past.endedAt > open.startedAt;

export function add(timeline: Timeline, past: Stretch): void {
  timeline.taken.push({ startedAt: past.startedAt, endedAt: past.endedAt });
  if (timeline.latestEnd === undefined || past.endedAt > timeline.latestEnd)
    timeline.latestEnd = past.endedAt;
}

/** The person's clock after the step: one version on, so that nobody else's change of it slips in between. */
export function advanced({ clock, latestEnd }: Timeline): TimeClock {
  const { lastPunchAt } = clock;
  const last =
    latestEnd !== undefined && (lastPunchAt === undefined || latestEnd > lastPunchAt)
      ? latestEnd
      : lastPunchAt;
  return { ...clock, lastPunchAt: last, version: clock.version + 1 };
}
