import { expect, test } from "vitest";
import { peopleScene } from "#tests/people/people-scene.ts";

const header = "externalId,name,email,department,position,manager,hireDate";
const file = (...rows: string[]) => [header, ...rows].join("\n");
const listed = (errors: readonly { row: number; column: string; code: string }[]) =>
  errors.map(({ row, column, code }) => `${row} ${column} ${code}`);

test("people, departments and managers come in, in whatever order they stand", async () => {
  const { importFile, byExternalId, units } = peopleScene();
  const { job, errors } = await importFile(
    file(
      "1,Ada,ada@example.com,Sales,Clerk,2,2015-01-02",
      "2,Ben,,sales ,Lead,3,",
      "3,Cleo,,R&D,Head,,2010-05-01",
    ),
  );
  expect(errors).toEqual([]);
  expect(job).toMatchObject({ status: "succeeded", created: 3, failed: 0, processed: 3, total: 3 });
  expect([...units.values()].map(({ name }) => name)).toEqual(["Sales", "R&D"]);
  expect(byExternalId("1")).toMatchObject({ managerId: byExternalId("2")?.id, hireDate: "2015-01-02" });
  expect(byExternalId("2")).toMatchObject({ managerId: byExternalId("3")?.id });
  expect(byExternalId("1")?.departmentId).toBe(byExternalId("2")?.departmentId);
});

test("the same file again changes nothing; one that differs, only what differs", async () => {
  const { importFile, byExternalId, events } = peopleScene();
  const rows = ["1,Ada,,Sales,Clerk,2,", "2,Ben,,Sales,Lead,,", "3,Cleo,,Sales,Clerk,2,"];
  await importFile(file(...rows));
  const told = events.length;

  expect((await importFile(file(...rows))).job).toMatchObject({
    created: 0,
    updated: 0,
    unchanged: 3,
    failed: 0,
  });
  expect(events.length).toBe(told);

  const { job } = await importFile(file("1,Ada,,Sales,Clerk,3,", "2,Ben,,,Boss,,", "3,Cleo,,Sales,Clerk,2,"));
  expect(job).toMatchObject({ created: 0, updated: 2, unchanged: 1 });
  expect(byExternalId("1")?.managerId).toBe(byExternalId("3")?.id);
  expect(byExternalId("2")).toMatchObject({ position: "Boss", departmentId: expect.any(String) });
});

test("every fault is listed with its row and column; good rows come in", async () => {
  const { importFile, people } = peopleScene();
  const { job, errors } = await importFile(
    file(
      "1,Ada,,Sales,,,2015-02-30",
      ",Nobody,,,,,",
      "3,Cleo,not-an-address,,,,",
      "4,Dan,dan@example.com,,,99,",
      "5,Eve,,,,,",
      "5,Eve again,,,,,",
      "6,Finn,DAN@example.com,,,,",
      `7,${"x".repeat(201)},,,,,`,
      "8,Gus,,,,9,",
      "9,Hal,,,,10,",
      "10,Ida,,,,8,",
      "11,Jo,,,,4,",
      "12,Kim,,,,12,",
      "13,Liv,,,,5,",
    ),
  );
  expect(listed(errors)).toEqual([
    "2 hireDate people.bad-date",
    "3 externalId people.missing-external-id",
    "4 email people.bad-email",
    "7 externalId people.duplicate-external-id",
    "8 email people.duplicate-email",
    "9 name people.bad-value",
    "5 manager people.unknown-manager",
    "10 manager people.manager-cycle",
    "11 manager people.manager-cycle",
    "12 manager people.manager-cycle",
    "13 manager people.manager-refused",
    "14 manager people.manager-cycle",
  ]);
  expect(job).toMatchObject({ status: "succeeded", created: 2, failed: 12, processed: 14, total: 14 });
  expect([...people.values()].map(({ externalId }) => externalId)).toEqual(["5", "13"]);
});

test("verdicts do not depend on where steps begin and end", async () => {
  const ring = [
    "a,A,,,,b,",
    ...Array.from({ length: 250 }, (_, n) => `f${n},F,,,,,`),
    "b,B,,,,c,",
    "c,C,,,,a,",
  ];
  const { importFile } = peopleScene();
  const { job, errors } = await importFile(file(...ring));
  expect(listed(errors)).toEqual([
    "2 manager people.manager-cycle",
    "253 manager people.manager-cycle",
    "254 manager people.manager-cycle",
  ]);
  expect(job).toMatchObject({ created: 250, failed: 3 });
});

test("people change places however far apart their rows stand", async () => {
  const { importFile, byExternalId } = peopleScene();
  const others = Array.from({ length: 100 }, (_, n) => `f${n},F,,,,,`);
  await importFile(file("a,A,,,,b,", ...others, "b,B,,,,c,", "c,C,,,,,"));
  const { job, errors } = await importFile(file("b,B,,,,a,", ...others, "a,A,,,,c,", "c,C,,,,,"));
  expect(errors).toEqual([]);
  expect(job).toMatchObject({ status: "succeeded", updated: 2, unchanged: 101, failed: 0 });
  expect(byExternalId("b")?.managerId).toBe(byExternalId("a")?.id);
  expect(byExternalId("a")?.managerId).toBe(byExternalId("c")?.id);
});

test("a move that somebody else's has made impossible is listed, and closes no cycle", async () => {
  const { importFile, byExternalId, update, deps } = peopleScene();
  await importFile(file("a,A,,,,,", "b,B,,,,,"));
  const { commit } = deps;
  deps.commit = async (actor, work) => {
    const answer = await commit(actor, work);
    // After the checks, A is put below B, where the file wants B below A.
    if (actor.command.operation === "people.import.apply")
      await update({ id: byExternalId("a")?.id ?? "", managerId: byExternalId("b")?.id });
    return answer;
  };
  const { job, errors } = await importFile(file("a,A1,,,,,", "b,B1,,,,a,"));
  expect(listed(errors)).toEqual(["3 manager people.manager-cycle"]);
  expect(job).toMatchObject({ status: "succeeded", updated: 2, failed: 1 });
  expect(byExternalId("b")?.managerId).toBeUndefined();
});

test("a dry run foresees what an import then does", async () => {
  const scene = peopleScene();
  await scene.importFile(file("1,Ada,,Sales,,,", "2,Ben,,Sales,,1,"));
  const next = file("1,Ada,,Sales,,,", "2,Ben,,Support,,1,", "3,Cleo,,,,1,", "4,Dan,,,,77,");
  const before = new Map(scene.people);

  const dry = await scene.importFile(next, { mode: "dry-run" });
  expect(dry.job).toMatchObject({ status: "succeeded", created: 1, updated: 1, unchanged: 1, failed: 1 });
  expect(scene.people).toEqual(before);

  const wet = await scene.importFile(next);
  const outcome = ({ created, updated, unchanged, failed, processed, total }: typeof wet.job) => ({
    ...{ created, updated, unchanged, failed, processed, total },
  });
  expect(outcome(wet.job)).toEqual(outcome(dry.job));
  expect(wet.errors).toEqual(dry.errors);
});

test("all-or-nothing leaves no trace when one row is bad", async () => {
  const { importFile, people, units } = peopleScene();
  const { job } = await importFile(file("1,Ada,,Sales,,,", "2,Ben,,,,9,"), { onError: "all-or-nothing" });
  expect(job).toMatchObject({
    status: "failed",
    failure: { code: "jobs.rows-refused" },
    created: 0,
    failed: 1,
  });
  expect([people.size, units.size]).toEqual([0, 0]);
});

test("columns are mapped, constants fill in, dates are read as the file writes them", async () => {
  const { importFile, byExternalId } = peopleScene();
  const { job } = await importFile("EmployeeID,JobRole,Start,Unused\n7,Clerk,03/02/2015,x\n", {
    mapping: {
      externalId: "EmployeeID",
      position: "JobRole",
      hireDate: { column: "Start", format: "DD/MM/YYYY" },
      department: { constant: "Everybody" },
      timeZone: { constant: "Asia/Kolkata" },
    },
  });
  expect(job).toMatchObject({ status: "succeeded", created: 1 });
  expect(byExternalId("7")).toMatchObject({
    position: "Clerk",
    hireDate: "2015-02-03",
    timeZone: "Asia/Kolkata",
  });
  expect(byExternalId("7")?.name).toBeUndefined();
});

test.each([
  ["an unknown column", { externalId: "Nope" }, "jobs.unknown-column", "Nope"],
  ["no external id", { name: "name" }, "jobs.missing-column", "externalId"],
])("a mapping with %s fails the job at once", async (_name, mapping, code, named) => {
  const { importFile } = peopleScene();
  const { job } = await importFile(file("1,Ada,,,,,"), { mapping });
  expect(job).toMatchObject({ status: "failed", failure: { code, message: expect.stringContaining(named) } });
});

test("an address of another employee is refused, a person's own is not", async () => {
  const { importFile } = peopleScene();
  await importFile(file("1,Ada,ada@example.com,,,,"));
  const { job, errors } = await importFile(file("1,Ada L,Ada@example.com,,,,", "2,Ben,ada@example.com,,,,"));
  expect(listed(errors)).toEqual(["3 email people.duplicate-email", "3 email people.email-taken"]);
  expect(job).toMatchObject({ updated: 1, failed: 1 });
});
