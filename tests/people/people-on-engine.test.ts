import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dynamoJobs } from "#functions/kernel/jobs/dynamo-jobs.ts";
import { importOperations } from "#functions/kernel/jobs/import-operations.ts";
import type { ImportJob } from "#functions/kernel/jobs/job.ts";
import { jobRunner } from "#functions/kernel/jobs/run-job.ts";
import { startImport } from "#functions/kernel/jobs/start-import.ts";
import { dynamoDepartments } from "#functions/people/adapters/dynamo-departments.ts";
import { dynamoEmployees } from "#functions/people/adapters/dynamo-employees.ts";
import { dynamoImportNotes } from "#functions/people/adapters/dynamo-import-notes.ts";
import { dynamoStructure } from "#functions/people/adapters/dynamo-structure.ts";
import { peopleImport } from "#functions/people/imports/people-import.ts";
import { peopleImportApi } from "#functions/people/imports/people-import-api.ts";
import { createEmployee } from "#functions/people/operations/create-employee.ts";
import { listDepartments } from "#functions/people/operations/list-departments.ts";
import { listEmployees } from "#functions/people/operations/list-employees.ts";
import { updateEmployee } from "#functions/people/operations/update-employee.ts";
import { peoplePermissions } from "#functions/people/permissions.ts";
import type { Employees } from "#functions/people/ports.ts";
import { openPeople } from "#functions/people/public.ts";
import { memoryFiles } from "#tests/kernel/jobs/memory-jobs.ts";
import { actorFor } from "#tests/support/actors.ts";
import { engineStamp } from "#tests/support/engine-stamp.ts";

const attendance = "../shared/data/attendance/general_data.csv";

let engine: Awaited<ReturnType<typeof engineStamp>>;
beforeAll(async () => {
  engine = await engineStamp(() => new Date());
});
afterAll(() => engine.stop());

const operations = importOperations(peopleImportApi);
const admin = () => actorFor(peoplePermissions, "admin");

function scene() {
  const { stamp, TENANT_TABLE: table } = engine;
  const { documents, commit, clock, newId } = stamp;
  const deps = {
    employees: dynamoEmployees(documents, table),
    departments: dynamoDepartments(documents, table),
    structure: dynamoStructure(documents, table),
    notes: dynamoImportNotes(documents, table, clock),
    jobs: dynamoJobs(documents, table, clock),
    sendJob: async () => undefined,
    commit,
    clock,
    newId,
  };
  const importFile = async (content: string | Buffer, choice: Partial<ImportJob> = {}) => {
    const jobDeps = { ...deps, files: memoryFiles({ people: content }) };
    const input = { mode: "apply", onError: "keep-good", ...choice } as const;
    const { id } = await startImport(peopleImportApi).run(jobDeps)(admin(), input);
    await operations.run.run(jobDeps)(admin(), { id });
    await jobRunner(jobDeps, peopleImport(deps))(admin().tenantId, id, () => 100_000);
    const job = await operations.read.run(jobDeps)(admin(), { id });
    const { items } = await operations.listErrors.run(jobDeps)(admin(), { id, limit: 200 });
    return { job, errors: items };
  };
  const people = openPeople(documents, table);
  return { deps, people, importFile, table };
}

test("employees are kept, found and listed; what is unique stays unique", async () => {
  const { deps, people } = scene();
  const create = createEmployee.run(deps);
  const boss = await create(admin(), {
    name: "Bo",
    externalId: "e1",
    email: "Bo@example.com",
    department: "T#1 Sales",
    employmentStatus: "active",
  });
  const ada = await create(admin(), {
    name: "Ada",
    externalId: "e2",
    managerId: boss.id,
    department: "t#1  sales",
    employmentStatus: "active",
  });
  const { tenantId } = admin();
  expect(ada.departmentId).toBe(boss.departmentId);
  expect(await people.employeesByExternalId(tenantId, ["e1", "e2", "e3"])).toEqual(
    new Map([
      ["e1", expect.objectContaining({ id: boss.id })],
      ["e2", expect.objectContaining({ id: ada.id, managerId: boss.id })],
    ]),
  );
  expect(await people.employeeByEmail(tenantId, "bo@EXAMPLE.com")).toMatchObject({ id: boss.id });
  expect(await people.managersOf(tenantId, ada.id)).toEqual([boss.id]);

  const again = { name: "X", employmentStatus: "active" } as const;
  await expect(create(admin(), { ...again, externalId: "e1" })).rejects.toMatchObject({
    code: "people.external-id-taken",
  });
  await expect(create(admin(), { ...again, email: "BO@example.com" })).rejects.toMatchObject({
    code: "people.email-taken",
  });
  await expect(
    create(admin(), { ...again, managerId: "emp_0000000000000000000000000z" }),
  ).rejects.toMatchObject({
    code: "people.unknown-manager",
  });

  const list = listEmployees.run(deps);
  const first = await list(admin(), { limit: 1 });
  const rest = await list(admin(), { limit: 1, cursor: first.nextCursor ?? undefined });
  expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual([boss.id, ada.id]);
  expect((await list(admin(), { limit: 9, managerId: boss.id })).items).toMatchObject([{ id: ada.id }]);
  expect((await list(admin(), { limit: 9, departmentId: boss.departmentId })).items.length).toBe(2);
  expect((await list(admin(), { limit: 9, externalId: "e2" })).items).toMatchObject([
    { department: "T#1 Sales" },
  ]);
});

test("moves at the same time never close a cycle", async () => {
  const { deps } = scene();
  const create = createEmployee.run(deps);
  const ring = await Promise.all(
    Array.from({ length: 8 }, (_, n) => create(admin(), { name: `R${n}`, employmentStatus: "active" })),
  );
  const moves = ring.map(({ id }, n) =>
    updateEmployee.run(deps)(admin(), { id, managerId: ring[(n + 1) % ring.length]?.id }),
  );
  const refused = (await Promise.allSettled(moves)).flatMap((move) =>
    move.status === "rejected" ? [move.reason.code] : [],
  );
  expect(refused.length).toBeGreaterThan(0);
  for (const code of refused) expect(["people.manager-cycle", "people.structure-moved"]).toContain(code);

  const { tenantId } = admin();
  const now = await deps.employees.findAll(
    tenantId,
    ring.map(({ id }) => id),
  );
  for (const { id } of ring) {
    const met = new Set<string>();
    for (let at: string | undefined = id; at !== undefined; at = now.get(at)?.managerId) {
      expect(met.has(at)).toBe(false);
      met.add(at);
    }
  }
});

const crowd = (prefix: string) => {
  const rows = Array.from({ length: 200 }, (_, n) => {
    const manager = n > 0 ? `${prefix}${Math.floor(n / 3)}` : "";
    return `${prefix}${n},Name ${n},${prefix}${n}@example.com,${manager},${prefix} team`;
  });
  return ["externalId,name,email,manager,department", ...rows].join("\n");
};

const present = async (employees: Employees, prefix: string) => {
  const ids = Array.from({ length: 200 }, (_, n) => `${prefix}${n}`);
  return (await employees.idsByExternalId(admin().tenantId, ids)).size;
};

test("a whole hierarchy comes in; the same file again leaves all of it alone", async () => {
  const { people, importFile } = scene();
  expect((await importFile(crowd("h"))).job).toMatchObject({ status: "succeeded", created: 200, failed: 0 });
  const found = await people.employeesByExternalId(admin().tenantId, [
    "h199",
    "h66",
    "h22",
    "h7",
    "h2",
    "h0",
  ]);
  expect(await people.managersOf(admin().tenantId, found.get("h199")?.id ?? "")).toEqual(
    ["h66", "h22", "h7", "h2", "h0"].map((externalId) => found.get(externalId)?.id),
  );
  expect((await importFile(crowd("h"))).job).toMatchObject({ created: 0, updated: 0, unchanged: 200 });
});

test("all-or-nothing takes back everything when a conflict shows only as it applies", async () => {
  const { deps, importFile } = scene();
  const { add } = deps.employees;
  let thief: Promise<unknown> | undefined;
  // Somebody takes the last row's address after the checks, before its step.
  deps.employees.add = (tenantId, employee) => {
    if (employee.externalId === "c40" && !thief) {
      const taken = { name: "Thief", email: "c199@example.com", employmentStatus: "active" } as const;
      thief = createEmployee.run({ ...deps, employees: { ...deps.employees, add } })(admin(), taken);
    }
    return add(tenantId, employee);
  };
  const { job } = await importFile(crowd("c"), { onError: "all-or-nothing" });
  await thief;
  expect(job).toMatchObject({
    status: "failed",
    failure: { code: "people.email-taken", message: expect.stringContaining("Row 201") },
    created: 0,
  });
  expect(await present(deps.employees, "c")).toBe(0);
});

test("cancelled while managers are being set, all-or-nothing takes back employees and lines", async () => {
  const { deps, importFile } = scene();
  const { commit } = deps;
  let asked = false;
  deps.commit = async (actor, work) => {
    const answer = await commit(actor, work);
    if (actor.command.operation === "people.import.link-managers" && !asked) {
      asked = true;
      const id = actor.command.key.split(".")[0] ?? "";
      await operations.cancel.run(deps)(admin(), { id });
    }
    return answer;
  };
  const { job, errors } = await importFile(crowd("k"), { onError: "all-or-nothing" });
  expect(errors).toEqual([]);
  expect(job).toMatchObject({ status: "cancelled", created: 0, updated: 0 });
  expect(asked).toBe(true);
  expect(await present(deps.employees, "k")).toBe(0);
});

test.skipIf(!existsSync(attendance))(
  "4,410 people come in at a good pace",
  async () => {
    const { deps, importFile, table } = scene();
    expect(table).toBe("tenant");
    const mapping = { externalId: "EmployeeID", department: "Department", position: "JobRole" };
    const started = performance.now();
    const { job, errors } = await importFile(readFileSync(attendance), { mapping });
    const seconds = (performance.now() - started) / 1000;
    expect(errors).toEqual([]);
    expect(job).toMatchObject({ status: "succeeded", created: 4410, processed: 4410, total: 4410 });
    const again = performance.now();
    expect((await importFile(readFileSync(attendance), { mapping })).job).toMatchObject({ unchanged: 4410 });
    console.info(`${seconds.toFixed(1)} s, again ${((performance.now() - again) / 1000).toFixed(1)} s`);
    const { items } = await listDepartments.run(deps)(admin(), { limit: 50 });
    expect(items.map(({ name }) => name)).toEqual(expect.arrayContaining(["Human Resources", "Sales"]));
  },
  120_000,
);
