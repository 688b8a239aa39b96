import { Temporal } from "temporal-polyfill";
import { AwsError } from "#local/services/aws-error.ts";
import { nextCron, parseCron } from "#local/services/scheduler/cron.ts";

/** The times of a schedule; instants in milliseconds since the epoch. */
export interface Times {
  readonly once: boolean;
  /** The first time after an instant; `undefined` when none is left. */
  readonly next: (after: number) => number | undefined;
}

const unit = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Reads `at(…)`, `rate(…)` or `cron(…)`; a rate counts from `begin`. Refuses others with `ValidationException`. */
export function timesOf(expression: string, timeZone: string, begin: number): Times {
  const [, kind, inner = ""] = /^(at|rate|cron)\((.+)\)$/.exec(expression) ?? [];
  try {
    if (kind === "at")
      return once(Temporal.PlainDateTime.from(inner).toZonedDateTime(timeZone).epochMilliseconds);
    if (kind === "rate") return every(inner, begin);
    if (kind === "cron") {
      const cron = parseCron(inner);
      Temporal.Now.zonedDateTimeISO(timeZone);
      return { once: false, next: (after) => nextCron(cron, timeZone, after) };
    }
  } catch (error) {
    throw invalid(expression, error instanceof Error ? error.message : "");
  }
  throw invalid(expression, "It is none of at, rate and cron");
}

const invalid = (expression: string, why: string) =>
  new AwsError("ValidationException", `Invalid Schedule Expression ${expression}. ${why}`);

const once = (time: number): Times => ({ once: true, next: (after) => (time > after ? time : undefined) });

function every(rate: string, begin: number): Times {
  const [, count, name] = /^(\d+) (minute|hour|day)s?$/.exec(rate) ?? [];
  const isUnit = (text: string | undefined): text is keyof typeof unit => text !== undefined && text in unit;
  if (!isUnit(name) || Number(count) < 1) throw new Error("A rate is a number and minutes, hours or days");
  const step = Number(count) * unit[name];
  return {
    once: false,
    next: (after) => (after < begin ? begin + step : begin + (Math.floor((after - begin) / step) + 1) * step),
  };
}
