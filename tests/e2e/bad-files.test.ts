import { beforeAll, describe, expect, test } from "vitest";
import { faultsOf, importFiles } from "#tests/e2e/import-file.ts";
import { type Client, must, newTenant } from "#tests/support/tenant.ts";

let owner: Client;

beforeAll(async () => {
  ({ owner } = await newTenant());
});

const people = (...rows: readonly string[]) => rows.join("\n");
const codes = async (job: Awaited<ReturnType<typeof importFiles>>, context: "people" | "time" = "people") =>
  (await faultsOf(owner, context, job)).map(({ row, column, code, value }) => [row, column, code, value]);

describe("a file that is no table fails as a whole, with the reason", () => {
  const utf16 = Buffer.from("\ufeffexternalId,name\n1,Ada\n", "utf16le");
  const latin1 = Buffer.from("externalId,name\n1,J\u00fcrgen\n", "latin1");

  test.each([
    ["in UTF-16", utf16, "jobs.file-encoding"],
    ["in Latin-1", latin1, "jobs.file-encoding"],
    ["with NUL bytes", "externalId,name\n1,A\u0000da\n", "jobs.file-encoding"],
    ["without a column that is needed", "number,name\n1,Ada\n", "jobs.missing-column"],
    ["with quotes that do not close", 'externalId,name\n1,"Ada\n', "jobs.file-not-csv"],
    ["that is empty", "", "jobs.file-empty"],
    ["with a row of 100 KB", `externalId,name\n1,${"a".repeat(100_000)}\n`, "jobs.row-too-long"],
    ["with 2,000 columns", `externalId${",x".repeat(2000)}\n`, "jobs.row-too-long"],
  ])("%s", async (_, file, code) => {
    const job = await importFiles(owner, "people", { people: file });

    expect(job).toMatchObject({ status: "failed", failure: { code }, created: 0 });
    expect(must(await owner.get("/v1/people/employees"), 200).body.items).toEqual([]);
  });

  test("with a mapping to a column that it has not got", async () => {
    const mapping = { externalId: "EmployeeID", name: "Full name" };
    const job = await importFiles(owner, "people", { people: "EmployeeID,name\n1,Ada\n" }, { mapping });

    expect(job).toMatchObject({ status: "failed", failure: { code: "jobs.unknown-column" } });
    expect(job.failure?.message).toContain("Full name");
  });

  test("an absurd one fails early: its 40 MB are not read to the end", async () => {
    const started = Date.now();
    const job = await importFiles(owner, "people", { people: Buffer.alloc(40 * 1024 * 1024, "a") });

    expect(job).toMatchObject({ status: "failed", failure: { code: "jobs.row-too-long" }, total: null });
    expect(Date.now() - started).toBeLessThan(15_000);
  });
});

describe("rows that are wrong are listed by row, column and reason", () => {
  const file = people(
    "externalId,name,email,hireDate,manager,timeZone,employmentStatus",
    "1,Ada,ada@example.com,2020-01-01,,,",
    "2,Bad date,,31/02/2020,1,,",
    "3,Bad mail,nobody,,1,,",
    "4,Unknown manager,,,99,,",
    "5,Bad zone,,,1,Mars/Olympus,",
    "6,Bad status,,,1,,asleep",
    "1,Again,,,,,",
    ",Nobody,,,,,",
    "7,One of a circle,,,8,,",
    "8,Another of it,,,7,,",
    "9,Same mail,ADA@example.com,,1,,",
    "10,Below a bad one,,,2,,",
    "11,Good,,2021-02-03,1,Europe/Paris,active",
  );

  const wrong = [
    [3, "hireDate", "people.bad-date", "31/02/2020"],
    [4, "email", "people.bad-email", "nobody"],
    [5, "manager", "people.unknown-manager", "99"],
    [6, "timeZone", "people.bad-time-zone", "Mars/Olympus"],
    [7, "employmentStatus", "people.bad-status", "asleep"],
    [8, "externalId", "people.duplicate-external-id", "1"],
    [9, "externalId", "people.missing-external-id", undefined],
    [10, "manager", "people.manager-cycle", "8"],
    [11, "manager", "people.manager-cycle", "7"],
    [12, "email", "people.duplicate-email", undefined],
    [13, "manager", "people.unknown-manager", "2"],
  ];

  test("for a dry run, that changes nothing", async () => {
    const job = await importFiles(owner, "people", { people: file }, { mode: "dry-run" });

    expect(job).toMatchObject({ status: "succeeded", created: 2, failed: 11, processed: 13, total: 13 });
    expect((await codes(job)).toSorted(byRow)).toEqual(wrong);
    expect(must(await owner.get("/v1/people/employees"), 200).body.items).toEqual([]);
  });

  test("for all or nothing, that leaves nothing", async () => {
    const job = await importFiles(owner, "people", { people: file }, { onError: "all-or-nothing" });

    expect(job).toMatchObject({ status: "failed", failure: { code: "jobs.rows-refused" } });
    expect((await codes(job)).toSorted(byRow)).toEqual(wrong);
    expect(must(await owner.get("/v1/people/employees"), 200).body.items).toEqual([]);
  });

  test("while the good ones are kept", async () => {
    const job = await importFiles(owner, "people", { people: file });

    expect(job).toMatchObject({ status: "succeeded", created: 2, failed: 11 });
    expect((await codes(job)).toSorted(byRow)).toEqual(wrong);
    const { items } = must(await owner.get("/v1/people/employees"), 200).body;
    expect(items.map(({ externalId }: { externalId: string }) => externalId).toSorted()).toEqual(["1", "11"]);
  });

  const byRow = ([a]: readonly unknown[], [b]: readonly unknown[]) => Number(a) - Number(b);
});

describe("past working time", () => {
  test("that cannot be is listed, and what can be is kept", async () => {
    const own = await newTenant({ timeZone: "Europe/Berlin" });
    must(
      await own.owner.post("/v1/people/employees", { name: "Ada", externalId: "1", hireDate: "2020-01-01" }),
      201,
    );
    const punches = people(
      "externalId,clockIn,clockOut",
      "1,2026-03-02 09:00,2026-03-02 17:00",
      "2,2026-03-02 09:00,2026-03-02 17:00",
      "1,2026-03-03 09:00,",
      "1,2026-03-04 17:00,2026-03-04 09:00",
      "1,2026-03-29 02:30,2026-03-29 10:00",
      "1,2026-03-05 25:00,2026-03-05 26:00",
      "1,2019-12-31 09:00,2019-12-31 17:00",
      "1,2099-01-01 09:00,2099-01-01 17:00",
      "1,2026-03-02 12:00,2026-03-02 18:00",
    );
    const job = await importFiles(own.owner, "time", { punches }, { form: "long" });

    expect(job).toMatchObject({ status: "succeeded", created: 1, failed: 8 });
    const found = await faultsOf(own.owner, "time", job);
    expect(found.map(({ row, code }) => `${row} ${code}`).toSorted()).toEqual([
      "10 time.session-overlaps",
      "3 time.unknown-employee",
      "4 time.missing-time",
      "5 time.out-of-order",
      "6 time.no-such-time",
      "7 time.malformed-time",
      "8 time.before-hiring",
      "9 time.in-the-future",
    ]);
  });
});
