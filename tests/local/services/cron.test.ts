import { expect, test } from "vitest";
import { timesOf } from "#local/services/scheduler/expression.ts";

const at = Date.parse;
const shown = (time: number | undefined) => time && new Date(time).toISOString().replace(".000Z", "Z");

test.each([
  ["every five minutes", "cron(0/5 * * * ? *)", "UTC", "2026-11-20T09:03:00Z", "2026-11-20T09:05:00Z"],
  ["strictly after", "cron(0/5 * * * ? *)", "UTC", "2026-11-20T09:05:00Z", "2026-11-20T09:10:00Z"],
  ["a step from the start", "cron(*/20 8-9 * * ? *)", "UTC", "2026-11-20T09:41:00Z", "2026-11-21T08:00:00Z"],
  ["a list of hours", "cron(30 6,18 * * ? *)", "UTC", "2026-11-20T09:00:00Z", "2026-11-20T18:30:00Z"],
  ["working days by name", "cron(0 8 ? * MON-FRI *)", "UTC", "2026-11-20T09:00:00Z", "2026-11-23T08:00:00Z"],
  ["Sunday is one", "cron(0 8 ? * 1 *)", "UTC", "2026-11-20T09:00:00Z", "2026-11-22T08:00:00Z"],
  ["the last day of a month", "cron(0 0 L * ? *)", "UTC", "2026-02-01T00:00:00Z", "2026-02-28T00:00:00Z"],
  [
    "the weekday nearest to a date",
    "cron(0 0 15W * ? *)",
    "UTC",
    "2026-11-01T00:00:00Z",
    "2026-11-16T00:00:00Z",
  ],
  [
    "the last weekday of a month",
    "cron(0 0 LW * ? *)",
    "UTC",
    "2026-05-01T12:00:00Z",
    "2026-05-29T00:00:00Z",
  ],
  ["the last Friday", "cron(0 0 ? * FRIL *)", "UTC", "2026-11-01T00:00:00Z", "2026-11-27T00:00:00Z"],
  ["the second Tuesday", "cron(0 0 ? * 3#2 *)", "UTC", "2026-11-01T00:00:00Z", "2026-11-10T00:00:00Z"],
  ["a month by name", "cron(0 0 1 JAN ? *)", "UTC", "2026-11-20T00:00:00Z", "2027-01-01T00:00:00Z"],
  ["a leap day", "cron(0 0 29 2 ? *)", "UTC", "2026-11-20T00:00:00Z", "2028-02-29T00:00:00Z"],
  ["a zone", "cron(0 0 * * ? *)", "Europe/Berlin", "2026-11-20T09:00:00Z", "2026-11-20T23:00:00Z"],
  [
    "a time the clocks skip",
    "cron(30 2 * * ? *)",
    "Europe/Berlin",
    "2026-03-29T00:00:00Z",
    "2026-03-30T00:30:00Z",
  ],
  [
    "a time shown twice comes once",
    "cron(30 2 * * ? *)",
    "Europe/Berlin",
    "2026-10-25T00:30:00Z",
    "2026-10-26T01:30:00Z",
  ],
  ["one time", "at(2026-12-01T08:30:15)", "America/New_York", "2026-11-20T00:00:00Z", "2026-12-01T13:30:15Z"],
])("%s", (_, expression, zone, after, next) => {
  expect(shown(timesOf(expression, zone, 0).next(at(after)))).toBe(next);
});

test("a rate counts from its begin", () => {
  const begin = at("2026-11-20T09:01:00Z");
  const times = timesOf("rate(5 minutes)", "UTC", begin);
  expect(shown(times.next(begin))).toBe("2026-11-20T09:06:00Z");
  expect(shown(times.next(begin + 7 * 60_000))).toBe("2026-11-20T09:11:00Z");
  expect(shown(times.next(begin - 1))).toBe("2026-11-20T09:06:00Z");
});

test("a time that never comes again is none", () => {
  expect(timesOf("cron(0 0 1 1 ? 2020)", "UTC", 0).next(at("2026-11-20T09:00:00Z"))).toBeUndefined();
  expect(timesOf("cron(0 0 30 2 ? *)", "UTC", 0).next(at("2026-11-20T09:00:00Z"))).toBeUndefined();
  expect(timesOf("at(2020-01-01T00:00:00)", "UTC", 0).next(at("2026-11-20T09:00:00Z"))).toBeUndefined();
});

test.each([
  "cron(0 8 * * MON *)",
  "cron(0 8 ? * ? *)",
  "cron(60 8 * * ? *)",
  "cron(0 8 * * ?)",
  "cron(x 8 * * ? *)",
  "rate(0 minutes)",
  "rate(5 weeks)",
  "at(tomorrow)",
  "daily",
])("%s is refused", (expression) => {
  expect(() => timesOf(expression, "UTC", 0)).toThrow(/Invalid Schedule Expression/);
});

test("an unknown zone is refused", () => {
  expect(() => timesOf("cron(0 8 * * ? *)", "Mars/Olympus", 0)).toThrow(/Invalid Schedule Expression/);
});
