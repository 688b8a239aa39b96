import { describe, expect, test } from "vitest";
import { isTimeZone } from "#functions/kernel/time/time-zone.ts";
import { withOffset } from "#functions/time/domain/local-time.ts";
import { readInstant } from "#functions/time/domain/wall-time.ts";

describe("readInstant()", () => {
  test.each([
    ["02/01/2015 09:43", "DD/MM/YYYY", "Asia/Kolkata", "2015-01-02T04:13:00.000Z"],
    ["1/2/2015 9:05:30", "MM/DD/YYYY", "UTC", "2015-01-02T09:05:30.000Z"],
    ["2015-01-02 09:43", "YYYY-MM-DD", "Europe/Berlin", "2015-01-02T08:43:00.000Z"],
    ["2015-01-02T09:43:00+09:00", "DD/MM/YYYY", "UTC", "2015-01-02T00:43:00.000Z"],
    // 01:30 came twice in New York on 1 November 2026.
    ["01/11/2026 01:30", "DD/MM/YYYY", "America/New_York", "2026-11-01T05:30:00.000Z"],
  ] as const)("reads %s", (text, order, zone, instant) => {
    expect(readInstant(text, order, zone)).toEqual({ instant });
  });

  test("takes the second of two equal wall times when the first is too early", () => {
    const out = readInstant("01/11/2026 01:30", "DD/MM/YYYY", "America/New_York", "2026-11-01T05:45:00.000Z");

    expect(out).toEqual({ instant: "2026-11-01T06:30:00.000Z" });
  });

  test.each([
    ["08/03/2026 02:30", "never-was"],
    ["30/02/2026 09:00", "malformed"],
    ["09/13/2026 25:00", "malformed"],
    ["yesterday", "malformed"],
    ["2026-13-45T99:99:99Z", "malformed"],
    // Kept, they could not be shown: New York was 4 hours, 56 minutes and 2 seconds behind.
    ["02/01/0015 09:43", "malformed"],
    ["0015-01-02T09:43:00Z", "malformed"],
  ])("tells what is wrong with %s", (text, fault) => {
    expect(readInstant(text, "DD/MM/YYYY", "America/New_York")).toEqual({ fault });
  });
});

test("isTimeZone() knows zones and refuses offsets and nonsense", () => {
  expect(["Asia/Tokyo", "UTC", "+09:00", "Mars/Olympus", ""].map(isTimeZone)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test("withOffset() shows an instant as the wall did", () => {
  expect(withOffset("2026-11-20T00:00:00.000Z", "+05:30")).toBe("2026-11-20T05:30:00.000+05:30");
});
