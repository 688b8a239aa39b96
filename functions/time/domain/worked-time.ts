import { localDate } from "#functions/time/domain/local-time.ts";
import type { ClosedSession, Session } from "#functions/time/domain/punch.ts";

const millisecondsPerMinute = 60_000;

const span = (from: string, to: string): number => Date.parse(to) - Date.parse(from);

/** Elapsed whole minutes between the ends, less the breaks: what passed, not what the wall showed, so summer time cannot lengthen a night. */
export function workedMinutes({ startedAt, breaks }: Session, endedAt: string): number {
  const resting = breaks.reduce((sum, rest) => sum + span(rest.startedAt, rest.endedAt ?? endedAt), 0);
  return Math.floor((span(startedAt, endedAt) - resting) / millisecondsPerMinute);
}

/** Ends a session; a break that is still open ends with it. */
export const closeSession = (session: Session, endedAt: string): ClosedSession => ({
  ...session,
  breaks: session.breaks.map((rest) => ({ ...rest, endedAt: rest.endedAt ?? endedAt })),
  endedAt,
  workDate: localDate(session.startedAt, session.timeZone),
  workedMinutes: workedMinutes(session, endedAt),
});

export interface Day {
  readonly date: string;
  readonly workedMinutes: number;
  readonly sessions: readonly Session[];
}

/** The days of a month on which somebody worked, in order. A session that is still open counts no minutes yet. */
export function daysOf(
  sessions: readonly (ClosedSession | (Session & { readonly workDate: string }))[],
): Day[] {
  const byDate = Map.groupBy(sessions, ({ workDate }) => workDate);
  return [...byDate.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([date, ofDay]) => ({
      date,
      workedMinutes: ofDay.reduce((sum, s) => sum + ("workedMinutes" in s ? s.workedMinutes : 0), 0),
      sessions: ofDay.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1)),
    }));
}
