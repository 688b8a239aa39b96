import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PunchKind } from "#functions/time/domain/punch.ts";
import { checkTime, press, type TimeClock } from "#functions/time/domain/time-clock.ts";

const fresh: TimeClock = { employeeId: "emp_00000000000000000000000001", version: 0 };
const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 0, minute)).toISOString();

const pressAll = (kinds: readonly PunchKind[], from: TimeClock = fresh) =>
  kinds.reduce(
    ({ clock }, kind, minute) =>
      press(clock, { kind, at: at(minute), timeZone: "UTC", sessionId: "wrk_00000000000000000000000001" }),
    { clock: from } as ReturnType<typeof press>,
  );

const refusal = (code: string) => expect.objectContaining({ code });

describe("press()", () => {
  test("leads from in over a break to out", () => {
    const { clock, closed } = pressAll(["clock-in", "break-start", "break-end", "clock-out"]);

    expect(closed).toMatchObject({
      startedAt: at(0),
      endedAt: at(3),
      workedMinutes: 2,
      workDate: "2026-11-20",
    });
    expect(clock).toEqual({ employeeId: fresh.employeeId, lastPunchAt: at(3), version: 4 });
  });

  test.each<[string, readonly PunchKind[], string]>([
    ["a second clock-in", ["clock-in", "clock-in"], "time.already-clocked-in"],
    ["a clock-out without a clock-in", ["clock-out"], "time.not-clocked-in"],
    ["a second clock-out", ["clock-in", "clock-out", "clock-out"], "time.not-clocked-in"],
    ["a break without a session", ["break-start"], "time.not-clocked-in"],
    ["a break in a break", ["clock-in", "break-start", "break-start"], "time.already-on-break"],
    ["the end of no break", ["clock-in", "break-end"], "time.not-on-break"],
  ])("refuses %s", (_, kinds, code) => {
    expect(() => pressAll(kinds)).toThrow(refusal(code));
  });

  test("refuses a punch that is not later than the last", () => {
    const { clock } = pressAll(["clock-in"]);
    const again = {
      kind: "clock-out",
      timeZone: "UTC",
      sessionId: "wrk_00000000000000000000000001",
    } as const;

    expect(() => press(clock, { ...again, at: at(0) })).toThrow(refusal("time.out-of-order"));
  });

  test("whatever is pressed, at most one session is open and minutes are never negative", () => {
    const kind = fc.constantFrom<PunchKind>("clock-in", "clock-out", "break-start", "break-end");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(kind, fc.integer({ min: 0, max: 600 })), { maxLength: 40 }),
        (presses) => {
          let clock = fresh;
          for (const [pressed, minute] of presses) {
            try {
              const next = press(clock, {
                kind: pressed,
                at: at(minute),
                timeZone: "UTC",
                sessionId: "wrk_00000000000000000000000001",
              });
              expect(next.clock.version).toBe(clock.version + 1);
              expect(next.closed?.workedMinutes ?? 0).toBeGreaterThanOrEqual(0);
              expect(next.clock.session === undefined).toBe(pressed === "clock-out");
              clock = next.clock;
            } catch (error) {
              expect(error).toMatchObject({ kind: "conflict" });
            }
          }
        },
      ),
    );
  });
});

describe("checkTime()", () => {
  const now = new Date("2026-11-20T00:00:00.000Z");

  test.each([
    ["the future", "2026-11-20T00:02:01.000Z", undefined, "time.in-the-future"],
    ["the day before hiring, there", "2026-11-19T14:59:59.000Z", "2026-11-20", "time.before-hiring"],
  ])("refuses %s", (_, instant, hireDate, code) => {
    expect(() => checkTime({ at: instant, timeZone: "Asia/Tokyo" }, now, hireDate)).toThrow(refusal(code));
  });

  test("lets a phone run two minutes ahead, and the first day of work begin at local midnight", () => {
    expect(() =>
      checkTime({ at: "2026-11-20T00:02:00.000Z", timeZone: "UTC" }, now, undefined),
    ).not.toThrow();
    expect(() =>
      checkTime({ at: "2026-11-19T15:00:00.000Z", timeZone: "Asia/Tokyo" }, now, "2026-11-20"),
    ).not.toThrow();
  });
});
