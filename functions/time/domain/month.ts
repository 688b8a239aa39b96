import { Temporal } from "temporal-polyfill";
import { localDate } from "#functions/time/domain/local-time.ts";
import type { ClosedSession, Session } from "#functions/time/domain/punch.ts";
import { type Day, daysOf } from "#functions/time/domain/worked-time.ts";

// Zones reach from UTC-12 to UTC+14.
const widestOffsetHours = 14;

/** Instants between which every session of a month begins, whatever the zone it was worked in. */
export function searchRange(month: string): { readonly from: string; readonly to: string } {
  const first = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 });
  const at = (date: Temporal.PlainDate, hours: number): string =>
    new Date(date.toZonedDateTime("UTC").add({ hours }).epochMilliseconds).toISOString();
  return { from: at(first, -widestOffsetHours), to: at(first.add({ months: 1 }), widestOffsetHours) };
}

/** A month of working time, day by day. What began in the month counts in it, to its end. */
export function monthOf(
  month: string,
  sessions: readonly ClosedSession[],
  open: Session | undefined,
): { readonly days: readonly Day[]; readonly workedMinutes: number } {
  const stillOpen = open && { ...open, workDate: localDate(open.startedAt, open.timeZone) };
  const all = stillOpen ? [...sessions, stillOpen] : sessions;
  const days = daysOf(all.filter(({ workDate }) => workDate.startsWith(`${month}-`)));
  return { days, workedMinutes: days.reduce((sum, day) => sum + day.workedMinutes, 0) };
}
