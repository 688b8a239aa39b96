import { expect, test } from "vitest";
import { must, newTenant } from "#tests/support/tenant.ts";

const path = "/v1/people/employees";

test("an employee is entered, read, changed against its version", async () => {
  const { owner } = await newTenant();
  const made = must(
    await owner.post(path, { name: "Ada", externalId: "7", department: "Sales", hireDate: "2024-04-01" }),
    201,
  );
  const own = `${path}/${made.body.id}`;
  expect(made.headers.get("etag")).toBe('"1"');
  expect((await owner.get(own)).body).toEqual(made.body);

  const change = (version: number, body: object) =>
    owner.send("PATCH", own, { body, headers: { "if-match": `"${version}"` } });
  expect(await change(1, { position: "Lead", hireDate: null })).toMatchObject({
    status: 200,
    body: { position: "Lead", version: 2 },
  });
  expect(await change(1, { position: "Boss" })).toMatchObject({
    status: 412,
    body: { code: "request.stale" },
  });
  expect((await owner.get(own)).body.hireDate).toBeUndefined();
});

test("what cannot be is refused with a code, and the place of the fault", async () => {
  const { owner } = await newTenant();
  const { body: ada } = must(
    await owner.post(path, { name: "Ada", externalId: "7", email: "a@example.com" }),
    201,
  );
  expect(await owner.post(path, { name: "B", externalId: "7" })).toMatchObject({
    status: 409,
    body: { code: "people.external-id-taken" },
  });
  expect(await owner.post(path, { name: "B", email: "A@EXAMPLE.COM" })).toMatchObject({
    status: 409,
    body: { code: "people.email-taken" },
  });
  expect(await owner.post(path, { name: "B", hireDate: "yesterday", shoe: 9 })).toMatchObject({
    status: 400,
  });
  expect(await owner.send("PATCH", `${path}/${ada.id}`, { body: { managerId: ada.id } })).toMatchObject({
    status: 409,
    body: { code: "people.manager-cycle" },
  });
  expect(await owner.get(`${path}/emp_01k9zy3v8hf6qtb2m4c5d7e8fh`)).toMatchObject({
    status: 404,
    body: { code: "people.no-such-employee" },
  });
});

test("a resent command gives its first answer, names and all", async () => {
  const { owner } = await newTenant();
  const send = () =>
    owner.post(path, { name: "Ada", externalId: "7" }, { "idempotency-key": "entry-of-ada" });
  const first = must(await send(), 201);
  expect((await send()).body).toEqual(first.body);
  expect((await owner.get(path)).body.items.length).toBe(1);
});

test("a manager sees the people below, an employee only themselves", async () => {
  const { owner, join } = await newTenant();
  const enter = async (body: object) => must(await owner.post(path, body), 201).body.id;
  const boss = await enter({ name: "Boss" });
  const report = await enter({ name: "Report", managerId: boss });
  const other = await enter({ name: "Other" });

  const manager = await join("manager", { employeeId: boss });
  expect((await manager.get(path)).body.items).toMatchObject([{ id: report }]);
  expect((await manager.get(`${path}/${report}`)).status).toBe(200);
  expect((await manager.get(`${path}/${other}`)).status).toBe(403);
  expect((await manager.post(path, { name: "X" })).status).toBe(403);

  const employee = await join("employee", { employeeId: report });
  expect((await employee.get(path)).body.items).toMatchObject([{ id: report }]);
  expect((await employee.get(`${path}/${boss}`)).status).toBe(403);
  expect((await employee.post("/v1/people/imports", {})).status).toBe(403);
});

test("moves at the same time close no cycle", async () => {
  const { owner } = await newTenant();
  const ids = await Promise.all(
    [0, 1, 2, 3, 4].map(async (n) => must(await owner.post(path, { name: `P${n}` }), 201).body.id),
  );
  const replies = await Promise.all(
    ids.map((id, n) => owner.send("PATCH", `${path}/${id}`, { body: { managerId: ids[(n + 1) % 5] } })),
  );
  expect(replies.some(({ status }) => status !== 200)).toBe(true);
  const { body } = await owner.get(path);
  const above = new Map<string, string>(
    body.items.map((one: { id: string; managerId: string }) => [one.id, one.managerId]),
  );
  for (const id of ids) {
    const chain = [id];
    for (let at = above.get(id); at !== undefined && !chain.includes(at); at = above.get(at)) chain.push(at);
    expect(above.get(chain.at(-1) ?? "")).toBeUndefined();
  }
});
