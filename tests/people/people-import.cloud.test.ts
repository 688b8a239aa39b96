import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Client, eventually, must, newTenant } from "#tests/support/tenant.ts";

const attendance = "../shared/data/attendance/general_data.csv";

/** Imports a file as any client of the API would, and waits for the end. */
async function importPeople(owner: Client, content: string | Buffer, choice: object = {}) {
  const { body } = must(await owner.post("/v1/people/imports", { mode: "apply", ...choice }), 201);
  for (const { url, headers } of body.uploads)
    expect((await fetch(url, { method: "PUT", headers, body: content })).status).toBe(200);
  must(await owner.post(`/v1/people/imports/${body.id}/start`), 202);
  return finished(owner, body.id);
}

/** Follows an import to its end; fails when it stands still for twenty seconds, or goes back. */
async function finished(owner: Client, id: string) {
  for (let before = { processed: 0, changedAt: "" }; ; ) {
    const from = before;
    const job = await eventually(async () => {
      const { body } = must(await owner.get(`/v1/people/imports/${id}`), 200);
      return body.changedAt === from.changedAt ? undefined : body;
    });
    expect(job.processed).toBeGreaterThanOrEqual(before.processed);
    if (job.phase === "over") return job;
    before = job;
  }
}

const mapping = { externalId: "EmployeeID", department: "Department", position: "JobRole" };

test("a file comes in by a signed address, and its people are there", async () => {
  const { owner } = await newTenant();
  const job = await importPeople(
    owner,
    "externalId,name,department,manager\n1,Ada,Sales,2\n2,Ben,Sales,\n3,Cleo,Support,99\n",
  );
  expect(job).toMatchObject({ status: "succeeded", created: 2, failed: 1, processed: 3, total: 3 });

  const { body: errors } = await owner.get(`/v1/people/imports/${job.id}/errors`);
  expect(errors).toMatchObject({
    items: [{ row: 4, column: "manager", code: "people.unknown-manager", value: "99" }],
    nextCursor: null,
  });
  const { body: list } = await owner.get("/v1/people/employees?limit=10");
  expect(list.items.map((one: { name: string }) => one.name).toSorted()).toEqual(["Ada", "Ben"]);
  const [ada, ben] = list.items.toSorted((a: { name: string }, b: { name: string }) =>
    a.name < b.name ? -1 : 1,
  );
  expect(ada.managerId).toBe(ben.id);
  const { body: reports } = await owner.get(`/v1/people/employees?managerId=${ben.id}`);
  expect(reports.items).toMatchObject([{ id: ada.id, department: "Sales" }]);
  const { body: sales } = await owner.get(`/v1/people/employees?departmentId=${ada.departmentId}`);
  expect(sales.items.length).toBe(2);
});

test("a signed address takes the file with its content type and nothing else", async () => {
  const { owner } = await newTenant();
  const { body } = must(await owner.post("/v1/people/imports", { mode: "apply" }), 201);
  const [{ url }] = body.uploads;
  const put = (headers: Record<string, string>, to = url) => fetch(to, { method: "PUT", headers, body: "x" });
  expect((await put({ "content-type": "text/html" })).status).toBe(403);
  expect((await put({ "content-type": "text/csv" }, url.replace("people.csv", "other.csv"))).status).toBe(
    403,
  );
  expect((await owner.post(`/v1/people/imports/${body.id}/start`)).body.code).toBe("jobs.file-missing");
});

test("for all or nothing, one bad row keeps everybody out", async () => {
  const { owner } = await newTenant();
  const rows = Array.from({ length: 120 }, (_, n) => `${n},Name ${n}`);
  const job = await importPeople(owner, ["externalId,name", ...rows, "5,Again"].join("\n"), {
    onError: "all-or-nothing",
  });
  expect(job).toMatchObject({ status: "failed", failure: { code: "jobs.rows-refused" }, failed: 1 });
  expect((await owner.get("/v1/people/employees")).body.items).toEqual([]);
});

test.skipIf(!existsSync(attendance))(
  "a company of 4,410 comes in whole, and a second time unchanged",
  async () => {
    const { owner } = await newTenant();
    const content = readFileSync(attendance);
    const started = Date.now();
    const job = await importPeople(owner, content, { mapping });
    expect(job).toMatchObject({
      status: "succeeded",
      created: 4410,
      failed: 0,
      processed: 4410,
      total: 4410,
    });
    const rowsPerSecond = 4410 / ((Date.now() - started) / 1000);
    console.info(`${Math.round(rowsPerSecond)} rows a second`);

    expect(await importPeople(owner, content, { mapping })).toMatchObject({ created: 0, unchanged: 4410 });
    expect((await owner.get("/v1/people/departments")).body.items.length).toBe(3);
  },
  180_000,
);
