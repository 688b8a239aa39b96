import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { monthOf, searchRange } from "#functions/time/domain/month.ts";
import type { Session } from "#functions/time/domain/punch.ts";
import { closeSession } from "#functions/time/domain/worked-time.ts";

const session = (startedAt: string, timeZone: string, breaks: Session["breaks"] = []): Session => ({
  id: "wrk_00000000000000000000000001",
  startedAt,
  timeZone,
  breaks,
});

describe("closeSession()", () => {
  test.each([
    [
      "a day with a break",
      "2026-11-20T00:00:00.000Z",
      "2026-11-20T09:00:00.000Z",
      "Asia/Tokyo",
      540,
      "2026-11-20",
    ],
    ["a night", "2026-11-20T13:00:00.000Z", "2026-11-20T21:00:00.000Z", "Asia/Tokyo", 480, "2026-11-20"],
    // The clocks of New York: back on 1 November 2026 at 02:00, forward on 8 March 2026 at 02:00.
    [
      "22:00 to 06:00 with an hour twice",
      "2026-11-01T02:00:00.000Z",
      "2026-11-01T11:00:00.000Z",
      "America/New_York",
      540,
      "2026-10-31",
    ],
    [
      "22:00 to 06:00 with an hour missing",
      "2026-03-08T03:00:00.000Z",
      "2026-03-08T10:00:00.000Z",
      "America/New_York",
      420,
      "2026-03-07",
    ],
    [
      "across the turn of the year",
      "2026-12-31T22:30:00.000Z",
      "2027-01-01T04:00:00.000Z",
      "Europe/London",
      330,
      "2026-12-31",
    ],
    ["59 seconds", "2026-11-20T00:00:00.000Z", "2026-11-20T00:00:59.999Z", "UTC", 0, "2026-11-20"],
  ])("counts %s", (_, from, to, zone, minutes, date) => {
    expect(closeSession(session(from, zone), to)).toMatchObject({ workedMinutes: minutes, workDate: date });
  });

  test("takes breaks off, and ends one that is still open", () => {
    const breaks = [
      { startedAt: "2026-11-20T03:00:00.000Z", endedAt: "2026-11-20T04:00:00.000Z" },
      { startedAt: "2026-11-20T08:30:00.000Z" },
    ];
    const closed = closeSession(
      session("2026-11-20T00:00:00.000Z", "UTC", breaks),
      "2026-11-20T09:00:00.000Z",
    );

    expect(closed.workedMinutes).toBe(540 - 60 - 30);
    expect(closed.breaks[1]?.endedAt).toBe("2026-11-20T09:00:00.000Z");
  });

  test("never depends on the zone, and never exceeds what passed", () => {
    const zone = fc.constantFrom(
      "Asia/Kolkata",
      "America/New_York",
      "Pacific/Kiritimati",
      "Pacific/Niue",
      "UTC",
    );
    fc.assert(
      fc.property(
        fc.date({ min: new Date("2015-01-01"), max: new Date("2035-01-01"), noInvalidDate: true }),
        fc.integer({ min: 1, max: 86_400_000 }),
        zone,
        (start, length, timeZone) => {
          const end = new Date(start.getTime() + length).toISOString();
          const closed = closeSession(session(start.toISOString(), timeZone), end);
          expect(closed.workedMinutes).toBe(Math.floor(length / 60_000));
        },
      ),
    );
  });
});

describe("monthOf()", () => {
  const worked = (from: string, to: string, zone: string) => closeSession(session(from, zone), to);

  test("counts what began in the month, to its end, on the day it began", () => {
    const sessions = [
      worked("2026-10-31T14:00:00.000Z", "2026-10-31T22:00:00.000Z", "Asia/Tokyo"),
      worked("2026-11-02T00:00:00.000Z", "2026-11-02T04:00:00.000Z", "Asia/Tokyo"),
      worked("2026-11-02T05:00:00.000Z", "2026-11-02T09:00:00.000Z", "Asia/Tokyo"),
      worked("2026-11-30T14:00:00.000Z", "2026-11-30T21:00:00.000Z", "Asia/Tokyo"),
      worked("2026-11-30T16:00:00.000Z", "2026-11-30T17:00:00.000Z", "Asia/Tokyo"),
    ];

    const { days, workedMinutes } = monthOf("2026-11", sessions, undefined);

    expect(days.map(({ date, workedMinutes: minutes }) => [date, minutes])).toEqual([
      ["2026-11-02", 480],
      ["2026-11-30", 420],
    ]);
    expect(workedMinutes).toBe(900);
  });

  test("shows an open session without minutes", () => {
    const { days, workedMinutes } = monthOf("2026-11", [], session("2026-11-20T00:00:00.000Z", "UTC"));

    expect([days.length, days[0]?.sessions.length, workedMinutes]).toEqual([1, 1, 0]);
  });

  test("every session of a month begins within its search range, wherever it was worked", () => {
    const zone = fc.constantFrom("Pacific/Kiritimati", "Pacific/Niue", "America/New_York", "Asia/Tokyo");
    fc.assert(
      fc.property(
        fc.date({ min: new Date("2024-01-01"), max: new Date("2028-01-01"), noInvalidDate: true }),
        zone,
        (start, timeZone) => {
          const startedAt = start.toISOString();
          const { workDate } = worked(startedAt, new Date(start.getTime() + 1).toISOString(), timeZone);
          const { from, to } = searchRange(workDate.slice(0, 7));
          expect(startedAt >= from && startedAt < to).toBe(true);
        },
      ),
    );
  });
});
