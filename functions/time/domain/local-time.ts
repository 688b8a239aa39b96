import { Temporal } from "temporal-polyfill";

/** The local date of an instant. */
export const localDate = (instant: string, timeZone: string): string =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString();

/** The zone's offset at an instant, as in `+05:30`. */
export const offsetAt = (instant: string, timeZone: string): string =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).offset;

/** An instant as the wall showed it: RFC 3339 with the given offset. */
export const withOffset = (instant: string, offset: string): string =>
  Temporal.Instant.from(instant).toString({ timeZone: offset, smallestUnit: "millisecond" });

/** UTC with milliseconds, so that instants order as text. */
export const utc = (instant: string): string =>
  new Date(Temporal.Instant.from(instant).epochMilliseconds).toISOString();

/**
 * The instant of a wall time. Where the clocks were set back and it came twice, the first one that is later than
 * `after`; `undefined` where they were set forward and it never came.
 */
export function instantOf(
  wall: Temporal.PlainDateTime,
  timeZone: string,
  after?: string,
): string | undefined {
  const first = wall.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  if (!first.toPlainDateTime().equals(wall)) return undefined;
  const instant = new Date(first.epochMilliseconds).toISOString();
  if (after === undefined || instant > after) return instant;
  const second = wall.toZonedDateTime(timeZone, { disambiguation: "later" });
  return new Date(second.epochMilliseconds).toISOString();
}
