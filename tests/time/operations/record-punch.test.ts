import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { BuiltInRole } from "#functions/kernel/actor.ts";
import { clockIn } from "#functions/time/operations/clock-in.ts";
import { clockOut } from "#functions/time/operations/clock-out.ts";
import { endBreak } from "#functions/time/operations/end-break.ts";
import { listPunches } from "#functions/time/operations/list-punches.ts";
import { readMonth } from "#functions/time/operations/read-month.ts";
import { startBreak } from "#functions/time/operations/start-break.ts";
import { timePermissions } from "#functions/time/permissions.ts";
import { actorFor, idOf, idsInOrder } from "#tests/support/actors.ts";
import { memoryCommit } from "#tests/support/memory-commit.ts";
import { timeInMemory } from "#tests/support/time-in-memory.ts";

const ann = { employeeId: idOf("emp", 1), externalId: "1", timeZone: "Asia/Tokyo", hireDate: "2026-01-05" };
const bob = { employeeId: idOf("emp", 2), externalId: "2" };

const start = (now = "2026-11-20T00:00:00.000Z") => {
  const { commit, events } = memoryCommit();
  const memory = timeInMemory([ann, bob]);
  const time = { now: new Date(now) };
  const deps = {
    ...memory,
    commit,
    clock: () => time.now,
    newId: idsInOrder(),
    tenantTimeZone: async () => "Europe/Berlin",
  };
  return { deps, events, memory, time };
};

const as = (role: BuiltInRole, employeeId?: `emp_${string}`) =>
  actorFor(timePermissions, role, employeeId ? { employeeId } : {});

describe("clockIn", () => {
  test("records the punch with zone, offset and both times, and announces it", async () => {
    const { deps, events } = start();

    const punch = await clockIn.run(deps)(as("employee", ann.employeeId), {
      at: "2026-11-20T08:59:00+09:00",
    });

    expect(punch).toMatchObject({
      employeeId: ann.employeeId,
      kind: "clock-in",
      at: "2026-11-20T08:59:00.000+09:00",
      timeZone: "Asia/Tokyo",
      recordedAt: "2026-11-20T00:00:00.000Z",
    });
    expect(events).toMatchObject([
      { contract: { type: "time.punch-recorded.v1" }, sequence: 1, data: { punchId: punch.id } },
    ]);
  });

  test("takes the tenant's zone where the person has none", async () => {
    const { deps } = start();

    expect(await clockIn.run(deps)(as("employee", bob.employeeId), {})).toMatchObject({
      timeZone: "Europe/Berlin",
      at: "2026-11-20T01:00:00.000+01:00",
    });
  });

  test("gives a resent command its first answer, and another command a refusal", async () => {
    const { deps } = start();
    const actor = as("employee", ann.employeeId);
    const first = await clockIn.run(deps)(actor, {});

    await expect(clockIn.run(deps)(as("employee", ann.employeeId), {})).rejects.toMatchObject({
      code: "time.already-clocked-in",
    });
    expect(await deps.commit(actor, { changes: [], events: [], answer: "another" })).toEqual(first);
  });

  test("lets one of fifty at once win", async () => {
    const { deps, memory } = start();
    const all = Array.from({ length: 50 }, () => clockIn.run(deps)(as("employee", ann.employeeId), {}));

    const results = await Promise.allSettled(all);

    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(memory.kept.punches.size).toBe(1);
    for (const result of results)
      if (result.status === "rejected")
        expect(result.reason).toMatchObject({ code: "time.already-clocked-in" });
  });

  test.each<[string, BuiltInRole, `emp_${string}` | undefined, object, string]>([
    [
      "an employee who punches for another",
      "employee",
      bob.employeeId,
      { employeeId: ann.employeeId },
      "auth.not-allowed",
    ],
    [
      "a manager who punches for one who is not theirs",
      "manager",
      ann.employeeId,
      { employeeId: bob.employeeId },
      "auth.not-allowed",
    ],
    ["an owner without an employee who names none", "owner", undefined, {}, "time.no-employee"],
    ["an unknown employee", "owner", undefined, { employeeId: idOf("emp", 9) }, "people.no-such-employee"],
    [
      "a time before hiring",
      "employee",
      ann.employeeId,
      { at: "2026-01-04T23:59:00+09:00" },
      "time.before-hiring",
    ],
    ["a time to come", "employee", ann.employeeId, { at: "2026-11-20T00:03:00Z" }, "time.in-the-future"],
  ])("refuses %s", async (_, role, employeeId, input, code) => {
    const { deps, memory } = start();

    await expect(clockIn.run(deps)(as(role, employeeId), input)).rejects.toMatchObject({ code });
    expect(memory.kept.punches.size).toBe(0);
  });

  test("lets a manager punch for a report", async () => {
    const { deps } = start();

    expect(
      await clockIn.run(deps)(as("manager", bob.employeeId), { employeeId: ann.employeeId }),
    ).toMatchObject({
      employeeId: ann.employeeId,
    });
  });
});

test.each(["0000-01", "1979-12", "9999-12", "2026-13"])("there is no month %s", (month) => {
  expect(z.safeParse(readMonth.input, { employeeId: ann.employeeId, month }).success).toBe(false);
});

test("a day with a break is listed, and counts in its month", async () => {
  const { deps, time, events } = start();
  const actor = () => as("employee", ann.employeeId);
  await clockIn.run(deps)(actor(), {});
  time.now = new Date("2026-11-20T03:00:00.000Z");
  await startBreak.run(deps)(actor(), {});
  time.now = new Date("2026-11-20T03:45:00.000Z");
  await endBreak.run(deps)(actor(), {});
  const open = await readMonth.run(deps)(actor(), { employeeId: ann.employeeId, month: "2026-11" });
  time.now = new Date("2026-11-20T09:00:00.000Z");
  await clockOut.run(deps)(actor(), {});

  const { items } = await listPunches.run(deps)(actor(), { limit: 50, from: "2026-11-20T00:00:00+09:00" });
  const month = await readMonth.run(deps)(actor(), { employeeId: ann.employeeId, month: "2026-11" });

  expect(items.map(({ kind }) => kind)).toEqual(["clock-in", "break-start", "break-end", "clock-out"]);
  expect(open).toMatchObject({
    workedMinutes: 0,
    days: [{ sessions: [{ endedAt: null, workedMinutes: null }] }],
  });
  expect(month).toMatchObject({
    workedMinutes: 495,
    days: [
      {
        date: "2026-11-20",
        workedMinutes: 495,
        sessions: [{ breakMinutes: 45, startedAt: "2026-11-20T09:00:00.000+09:00" }],
      },
    ],
  });
  expect(events.at(-1)?.data).toMatchObject({ session: { workDate: "2026-11-20", workedMinutes: 495 } });
});

test("listPunches refuses another person's punches", async () => {
  const { deps } = start();

  await expect(
    listPunches.run(deps)(as("employee", bob.employeeId), { employeeId: ann.employeeId, limit: 50 }),
  ).rejects.toMatchObject({ code: "auth.not-allowed" });
});
