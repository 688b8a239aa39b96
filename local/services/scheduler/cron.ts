import { Temporal } from "temporal-polyfill";

type DayTest = (day: Temporal.PlainDate) => boolean;

/** When a cron expression of EventBridge Scheduler comes due. */
interface Cron {
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
  readonly onDay: DayTest;
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** Parses `minutes hours day-of-month month day-of-week year`; throws on what Scheduler would refuse. */
export function parseCron(expression: string): Cron {
  const fields = expression.trim().split(/\s+/);
  const [minute = "", hour = "", dayOfMonth = "", month = "", dayOfWeek = "", year = ""] = fields;
  if (fields.length !== 6 || (dayOfMonth === "?") === (dayOfWeek === "?"))
    throw new Error("Six fields, and ? in one of day-of-month and day-of-week");
  const inMonth = new Set(valuesOf(month, 1, 12, months));
  const inYear = new Set(valuesOf(year, 1970, 2199));
  const onDay = dayOfMonth === "?" ? byWeekday(dayOfWeek) : byDate(dayOfMonth);
  return {
    hours: valuesOf(hour, 0, 23),
    minutes: valuesOf(minute, 0, 59),
    onDay: (day) => inYear.has(day.year) && inMonth.has(day.month) && onDay(day),
  };
}

/** `*`, `5`, `1-5`, every nth of a range as in `0/15`, `3/2`, names, and lists of these. */
function valuesOf(field: string, low: number, high: number, names: readonly string[] = []): number[] {
  const values = field.split(",").flatMap((part) => {
    const [range = "", step] = part.split("/");
    const [from = "", to] = range.split("-");
    const start = range === "*" ? low : numberOf(from, low, high, names);
    const open = range === "*" || (step !== undefined && to === undefined);
    const end = open ? high : numberOf(to ?? from, low, high, names);
    const by = step === undefined ? 1 : numberOf(step, 1, high, []);
    return Array.from(
      { length: Math.max(Math.floor((end - start) / by) + 1, 0) },
      (_, at) => start + at * by,
    );
  });
  return [...new Set(values)].sort((a, b) => a - b);
}

function numberOf(text: string, low: number, high: number, names: readonly string[]): number {
  const named = names.indexOf(text.toUpperCase());
  const value = named >= 0 ? named + 1 : Number(text);
  if (text === "" || !Number.isInteger(value) || value < low || value > high)
    throw new Error(`${text || "(nothing)"} is not between ${low} and ${high}`);
  return value;
}

function byDate(field: string): DayTest {
  if (field === "L") return (day) => day.day === day.daysInMonth;
  const nearest = /^(\d+|L)W$/.exec(field)?.[1];
  if (nearest === undefined) {
    const dates = new Set(valuesOf(field, 1, 31));
    return (day) => dates.has(day.day);
  }
  return (day) => day.day === nearestWeekday(day, nearest === "L" ? day.daysInMonth : Number(nearest));
}

// The weekday nearest to a date, within its month.
function nearestWeekday(day: Temporal.PlainDate, date: number): number | undefined {
  if (date > day.daysInMonth) return undefined;
  const { dayOfWeek } = day.with({ day: date });
  if (dayOfWeek === 6) return date === 1 ? 3 : date - 1;
  if (dayOfWeek === 7) return date === day.daysInMonth ? date - 2 : date + 1;
  return date;
}

// Scheduler counts Sunday as 1, ISO 8601 as 7.
const weekdayOf = (day: Temporal.PlainDate): number => (day.dayOfWeek % 7) + 1;

function byWeekday(field: string): DayTest {
  if (field === "L") return (day) => weekdayOf(day) === 7;
  const [, name = "", nth] = /^(\w+)#([1-5])$/.exec(field) ?? [];
  if (nth !== undefined) {
    const wanted = numberOf(name, 1, 7, weekdays);
    return (day) => weekdayOf(day) === wanted && Math.ceil(day.day / 7) === Number(nth);
  }
  const last = /^(\w+)L$/.exec(field)?.[1];
  if (last !== undefined) {
    const wanted = numberOf(last, 1, 7, weekdays);
    return (day) => weekdayOf(day) === wanted && day.day + 7 > day.daysInMonth;
  }
  const wanted = new Set(valuesOf(field, 1, 7, weekdays));
  return (day) => wanted.has(weekdayOf(day));
}

// February 29 comes within eight years.
const horizon = { years: 8, days: 1 };

/** The first time after an instant at which the clocks of a zone show what the expression asks for. */
export function nextCron(cron: Cron, timeZone: string, after: number): number | undefined {
  const now = Temporal.Instant.fromEpochMilliseconds(after).toZonedDateTimeISO(timeZone);
  const end = now.toPlainDate().add(horizon);
  for (let day = now.toPlainDate(); Temporal.PlainDate.compare(day, end) < 0; day = day.add({ days: 1 })) {
    const time = cron.onDay(day) ? firstOn(day, cron, timeZone, after) : undefined;
    if (time !== undefined) return time;
  }
  return undefined;
}

function firstOn(
  day: Temporal.PlainDate,
  { hours, minutes }: Cron,
  timeZone: string,
  after: number,
): number | undefined {
  for (const hour of hours)
    for (const minute of minutes) {
      const wanted = day.toPlainDateTime({ hour, minute });
      const found = wanted.toZonedDateTime(timeZone, { disambiguation: "earlier" });
      // A time that the clocks skip that day does not come; one that they show twice comes once.
      if (found.epochMilliseconds > after && found.toPlainDateTime().equals(wanted))
        return found.epochMilliseconds;
    }
  return undefined;
}
