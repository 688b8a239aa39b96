import { describe, expect, test } from "vitest";
import type { ImportRow, StepResult } from "#functions/kernel/jobs/import-work.ts";
import type { ImportJob } from "#functions/kernel/jobs/job.ts";
import { importSessions } from "#functions/time/imports/import-sessions.ts";
import { longForm, type SessionText, wideForm } from "#functions/time/imports/session-text.ts";
import { undoSessions } from "#functions/time/imports/undo-sessions.ts";
import { timePermissions } from "#functions/time/permissions.ts";
import { actorFor, idOf, idsInOrder } from "#tests/support/actors.ts";
import { memoryCommit } from "#tests/support/memory-commit.ts";
import { timeInMemory } from "#tests/support/time-in-memory.ts";

const ann = { employeeId: idOf("emp", 1), externalId: "1", hireDate: "2015-01-02" };
const bob = { employeeId: idOf("emp", 2), externalId: "2" };
const reading = {
  order: "DD/MM/YYYY",
  timeZone: "Asia/Kolkata",
  now: new Date("2026-11-20T00:00:00Z"),
} as const;
const job = { id: idOf("job", 1) } as unknown as ImportJob;

const start = () => {
  const { commit, events } = memoryCommit();
  const memory = timeInMemory([ann, bob]);
  const deps = { ...memory, newId: idsInOrder() };
  const actor = () => actorFor(timePermissions, "owner");
  const step = importSessions(deps, reading);
  /** Offers the rows until all are taken, committing each step. */
  const importAll = async (
    rows: readonly ImportRow[],
    items: (row: ImportRow) => readonly SessionText[],
    room = 96,
  ) => {
    let left = rows.flatMap((row) => items(row).map((item) => ({ row: row.number, item })));
    const results: StepResult[] = [];
    while (left.length > 0) {
      const result = await step(actor(), { job, items: left, room, sequence: results.length + 1 });
      expect(result.changes.length).toBeLessThanOrEqual(room);
      await commit(actor(), { ...result, answer: null });
      results.push(result);
      left = left.slice(result.taken);
    }
    return results;
  };
  return { importAll, memory, events, deps, commit, actor };
};

const headings = ["", "01/01/2015", "02/01/2015", "05/01/2015"];
const wide = wideForm({ in: headings, out: headings }, undefined);
const wideRow = (number: number, came: string[], went: string[]): ImportRow => ({
  number,
  cells: { in: came, out: went },
});
const total = (results: readonly StepResult[], field: "created" | "unchanged" | "failed") =>
  results.reduce((sum, result) => sum + result[field], 0);

describe("the wide form", () => {
  const rows = [
    wideRow(
      2,
      ["1", "NA", "02/01/2015 09:43", "05/01/2015 10:08"],
      ["1", "NA", "02/01/2015 16:56", "05/01/2015 17:20"],
    ),
    wideRow(3, ["2", "NA", "02/01/2015 22:00", "NA"], ["2", "NA", "03/01/2015 06:00", "NA"]),
  ];

  test("records each pair once, however often the files come", async () => {
    const { importAll, memory, events } = start();

    const first = await importAll(rows, wide);
    const second = await importAll(rows, wide);

    expect([
      total(first, "created"),
      total(first, "failed"),
      total(second, "created"),
      total(second, "unchanged"),
    ]).toEqual([3, 0, 0, 3]);
    expect(
      [...memory.kept.sessions.values()].map(({ workDate, workedMinutes }) => [workDate, workedMinutes]),
    ).toEqual([
      ["2015-01-02", 433],
      ["2015-01-05", 432],
      ["2015-01-02", 480],
    ]);
    expect(memory.kept.punches.size).toBe(6);
    expect(events).toMatchObject([
      { data: { sessions: 3, workedMinutes: 1345, employees: [{ sessions: 2 }, { sessions: 1 }] } },
    ]);
  });

  test("takes no more than there is room for", async () => {
    const { importAll } = start();

    const steps = await importAll(rows, wide, 8);

    expect(steps.map(({ created }) => created)).toEqual([2, 1]);
  });

  test.each([
    [
      "one end is missing",
      ["1", "NA", "02/01/2015 09:43", "NA"],
      ["1", "NA", "NA", "NA"],
      "time.missing-time",
      "02/01/2015",
    ],
    [
      "the end comes first",
      ["1", "NA", "02/01/2015 09:43", "NA"],
      ["1", "NA", "02/01/2015 09:00", "NA"],
      "time.out-of-order",
      "02/01/2015",
    ],
    [
      "a time is malformed",
      ["1", "NA", "2nd of January", "NA"],
      ["1", "NA", "02/01/2015 09:00", "NA"],
      "time.malformed-time",
      "02/01/2015",
    ],
    [
      "it lies before hiring",
      ["1", "01/01/2015 09:00", "NA", "NA"],
      ["1", "01/01/2015 17:00", "NA", "NA"],
      "time.before-hiring",
      "01/01/2015",
    ],
    [
      "nobody has the id",
      ["7", "NA", "02/01/2015 09:43", "NA"],
      ["7", "NA", "02/01/2015 16:00", "NA"],
      "time.unknown-employee",
      "externalId",
    ],
    [
      "the files differ in the row",
      ["1", "NA", "02/01/2015 09:43", "NA"],
      ["2", "NA", "02/01/2015 16:00", "NA"],
      "time.rows-do-not-match",
      "externalId",
    ],
    [
      "it is longer than a day",
      ["1", "NA", "02/01/2015 09:43", "NA"],
      ["1", "NA", "03/01/2015 09:44", "NA"],
      "time.session-too-long",
      "02/01/2015",
    ],
  ])("lists row and column when %s", async (_, came, went, code, column) => {
    const { importAll, memory } = start();

    const results = await importAll([wideRow(2, came, went)], wide);

    expect(results.flatMap(({ errors }) => errors)).toMatchObject([{ row: 2, column, code }]);
    expect(memory.kept.sessions.size).toBe(0);
  });

  test("lists what overlaps, and keeps the good", async () => {
    const { importAll, memory } = start();
    await importAll(rows, wide);

    const late = wideRow(
      2,
      ["1", "02/01/2015 16:00", "06/01/2015 09:00", "NA"],
      ["1", "02/01/2015 20:00", "06/01/2015 17:00", "NA"],
    );
    const results = await importAll([late], wide);

    expect(results.flatMap(({ errors }) => errors)).toMatchObject([{ code: "time.session-overlaps" }]);
    expect([total(results, "created"), memory.kept.sessions.size]).toEqual([1, 4]);
  });
});

describe("the long form", () => {
  const header = ["Staff", "In", "Out", "Break from", "Break to"];
  const mapping = {
    externalId: "Staff",
    clockIn: "In",
    clockOut: "Out",
    breakStart: "Break from",
    breakEnd: "Break to",
    timeZone: { constant: "Europe/Berlin" },
  };
  const long = longForm({ punches: header }, mapping);
  const longRow = (number: number, ...cells: string[]): ImportRow => ({ number, cells: { punches: cells } });

  test("records a session with its break, and takes it back", async () => {
    const { importAll, memory, deps, commit, actor } = start();

    const [result] = await importAll(
      [longRow(2, "1", "02/01/2015 09:00", "02/01/2015 17:30", "02/01/2015 12:00", "02/01/2015 12:30")],
      long,
    );

    expect([...memory.kept.sessions.values()]).toMatchObject([
      { workedMinutes: 480, startedAt: "2015-01-02T08:00:00.000Z" },
    ]);
    expect(memory.kept.punches.size).toBe(4);
    const changes = await undoSessions(deps)(actor(), JSON.parse(JSON.stringify(result?.undo)));
    await commit(actor(), { changes, events: [], answer: null });
    expect([memory.kept.sessions.size, memory.kept.punches.size]).toEqual([0, 0]);
  });

  test("refuses a file without a column that it needs", () => {
    expect(() => longForm({ punches: ["Staff", "In"] }, undefined)).toThrow(
      expect.objectContaining({ code: "jobs.missing-column" }),
    );
    expect(() => longForm({ punches: header }, { ...mapping, clockOut: "Left" })).toThrow(
      expect.objectContaining({ code: "jobs.unknown-column" }),
    );
  });
});
