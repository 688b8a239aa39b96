import { Temporal } from "temporal-polyfill";
import { instantOf, utc } from "#functions/time/domain/local-time.ts";

/** How a file writes a day; the time of day follows as `HH:MM` or `HH:MM:SS`. */
export const dayOrders = ["YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY"] as const;
export type DayOrder = (typeof dayOrders)[number];

const clockTime = String.raw`[ T](?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2}))?$`;

const forms: Readonly<Record<DayOrder, RegExp>> = {
  "YYYY-MM-DD": new RegExp(String.raw`^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})${clockTime}`),
  "DD/MM/YYYY": new RegExp(String.raw`^(?<day>\d{1,2})/(?<month>\d{1,2})/(?<year>\d{4})${clockTime}`),
  "MM/DD/YYYY": new RegExp(String.raw`^(?<month>\d{1,2})/(?<day>\d{1,2})/(?<year>\d{4})${clockTime}`),
};

const withOffset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

// Before, zones had offsets with seconds, which RFC 3339 cannot write; such a punch could be kept and never be shown.
const earliest = "1980-01-01T00:00:00.000Z";

/** What is wrong with a time in a file. */
export type WallTimeFault = "malformed" | "never-was";

function wallTime(text: string, order: DayOrder): Temporal.PlainDateTime | undefined {
  const groups = forms[order].exec(text)?.groups;
  if (!groups) return undefined;
  const { year, month, day, hour, minute, second } = groups;
  try {
    return Temporal.PlainDateTime.from(
      {
        year: Number(year),
        month: Number(month),
        day: Number(day),
        hour: Number(hour),
        minute: Number(minute),
        second: Number(second ?? 0),
      },
      { overflow: "reject" },
    );
  } catch {
    return undefined;
  }
}

/**
 * The instant (UTC) that a file's text means: RFC 3339 with an offset as it is, else a wall time of the zone.
 * Where the clocks were set back, the first such instant later than `after`. What is older than 1980 is a slip of the pen.
 */
export function readInstant(
  text: string,
  order: DayOrder,
  timeZone: string,
  after?: string,
): { readonly instant: string } | { readonly fault: WallTimeFault } {
  if (withOffset.test(text))
    return Number.isNaN(Date.parse(text)) ? { fault: "malformed" } : inOurTime(utc(text));
  const wall = wallTime(text, order);
  if (!wall) return { fault: "malformed" };
  const instant = instantOf(wall, timeZone, after);
  return instant === undefined ? { fault: "never-was" } : inOurTime(instant);
}

const inOurTime = (instant: string): { readonly instant: string } | { readonly fault: WallTimeFault } =>
  instant < earliest ? { fault: "malformed" } : { instant };
