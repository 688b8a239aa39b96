import { expect, test } from "vitest";
import * as z from "zod";
import { wasAsked } from "#functions/kernel/auth/decide.ts";
import { asId } from "#functions/kernel/ids.ts";
import { createDepartment } from "#functions/people/operations/create-department.ts";
import { createEmployee } from "#functions/people/operations/create-employee.ts";
import { listEmployees } from "#functions/people/operations/list-employees.ts";
import { readEmployee } from "#functions/people/operations/read-employee.ts";
import { updateDepartment } from "#functions/people/operations/update-department.ts";
import { peoplePermissions } from "#functions/people/permissions.ts";
import { peopleScene } from "#tests/people/people-scene.ts";
import { actorFor } from "#tests/support/actors.ts";

/** Cleo leads Ben, who leads Ada; Dan is alone. */
async function company() {
  const scene = peopleScene();
  const cleo = await scene.create({ name: "Cleo", department: "Sales" });
  const ben = await scene.create({ name: "Ben", managerId: cleo.id, externalId: "b" });
  const ada = await scene.create({ name: "Ada", managerId: ben.id, email: "ada@example.com" });
  const dan = await scene.create({ name: "Dan" });
  const as = (role: "employee" | "manager", id: string) =>
    actorFor(peoplePermissions, role, { employeeId: asId("emp", id) });
  return { ...scene, cleo, ben, ada, dan, as };
}

test("an employee who is entered is told of, openly by ids, personally under their key", async () => {
  const { create, events } = peopleScene();
  const made = await create({
    name: "Ada",
    email: "ada@example.com",
    department: "Sales",
    hireDate: "2024-04-01",
  });
  expect(made).toMatchObject({ name: "Ada", department: "Sales", employmentStatus: "active", version: 1 });
  expect(events.map(({ contract }) => contract.type)).toEqual([
    "people.department-created.v1",
    "people.employee-created.v1",
  ]);
  expect(JSON.stringify(events[1]?.data)).not.toMatch(/Ada|ada@/);
  expect(events[1]?.personal).toMatchObject({
    of: made.id,
    fields: { name: "Ada", email: "ada@example.com" },
  });
});

test("people see themselves, managers those below them, however far", async () => {
  const { deps, ada, ben, cleo, dan, as } = await company();
  const read = readEmployee.run(deps);
  const sees = async (actor: ReturnType<typeof as>, id: string) =>
    read(actor, { id }).then(
      ({ id: found }) => found === id,
      ({ code }) => code,
    );
  expect(await sees(as("employee", ada.id), ada.id)).toBe(true);
  expect(await sees(as("employee", ada.id), ben.id)).toBe("auth.not-allowed");
  expect(await sees(as("manager", ben.id), ada.id)).toBe(true);
  expect(await sees(as("manager", cleo.id), ada.id)).toBe(true);
  expect(await sees(as("manager", ben.id), cleo.id)).toBe("auth.not-allowed");
  expect(await sees(as("manager", cleo.id), dan.id)).toBe("auth.not-allowed");
  expect(await sees(as("employee", ada.id), "emp_0000000000000000000000000z")).toBe("auth.not-allowed");
});

test("lists show each caller what they may see", async () => {
  const { deps, admin, ada, ben, cleo, dan, as } = await company();
  const list = listEmployees.run(deps);
  const ids = async (actor: ReturnType<typeof as>, filter: Parameters<typeof list>[1] | object = {}) =>
    (await list(actor, { limit: 50, ...filter })).items.map(({ id }) => id);
  expect(await ids(admin())).toEqual([cleo.id, ben.id, ada.id, dan.id]);
  expect(await ids(admin(), { managerId: ben.id })).toEqual([ada.id]);
  expect(await ids(admin(), { departmentId: cleo.departmentId })).toEqual([cleo.id]);
  expect(await ids(admin(), { externalId: "b" })).toEqual([ben.id]);
  expect(await ids(admin(), { externalId: "b", departmentId: cleo.departmentId })).toEqual([]);
  expect(await ids(as("employee", ada.id))).toEqual([ada.id]);
  expect(await ids(as("manager", cleo.id))).toEqual([ben.id]);
  expect(await ids(as("manager", cleo.id), { managerId: ben.id })).toEqual([ada.id]);
  await expect(ids(as("manager", ben.id), { managerId: cleo.id })).rejects.toMatchObject({
    code: "auth.not-allowed",
  });
  await expect(ids(as("manager", dan.id), { externalId: "b" })).rejects.toMatchObject({
    code: "auth.not-allowed",
  });
  const nobody = actorFor(peoplePermissions, "employee");
  expect(await ids(nobody)).toEqual([]);
  expect(wasAsked(nobody)).toBe(true);
});

test("a change says what changed, and a stale one is refused", async () => {
  const { update, events, ada } = await company();
  const after = await update({ id: ada.id, position: "Lead", email: null, expectedVersion: 1 });
  expect(after).toMatchObject({ position: "Lead", version: 2 });
  expect(after.email).toBeUndefined();
  expect(events.at(-1)?.data).toMatchObject({ employeeId: ada.id, changed: ["email", "position"] });
  await expect(update({ id: ada.id, position: "Boss", expectedVersion: 1 })).rejects.toMatchObject({
    kind: "stale",
    code: "request.stale",
  });
});

test("a change that changes nothing tells nobody", async () => {
  const { update, events, ada } = await company();
  const told = events.length;
  expect(await update({ id: ada.id, name: "Ada" })).toMatchObject({ version: 1 });
  expect(events.length).toBe(told);
});

test("nobody comes to stand above themselves", async () => {
  const { update, ada, ben, cleo } = await company();
  for (const managerId of [ada.id, ben.id, cleo.id])
    await expect(update({ id: cleo.id, managerId })).rejects.toMatchObject({ code: "people.manager-cycle" });
  await expect(update({ id: ada.id, managerId: "emp_0000000000000000000000000z" })).rejects.toMatchObject({
    code: "people.unknown-manager",
  });
  expect(await update({ id: ada.id, managerId: cleo.id })).toMatchObject({ managerId: cleo.id });
  expect((await update({ id: ada.id, managerId: null })).managerId).toBeUndefined();
});

test("what is unique is refused to others", async () => {
  const { create, update, dan } = await company();
  await expect(create({ name: "X", email: "ADA@example.com" })).rejects.toMatchObject({
    code: "people.email-taken",
  });
  await expect(update({ id: dan.id, externalId: "b" })).rejects.toMatchObject({
    code: "people.external-id-taken",
  });
  await expect(update({ id: "emp_0000000000000000000000000z", name: "X" })).rejects.toMatchObject({
    kind: "not-found",
    code: "people.no-such-employee",
  });
});

test("a department that two mention at once is made once", async () => {
  const { create, deps, units } = peopleScene();
  const byName = deps.departments.byName;
  let looks = 0;
  // Both look before either has made it.
  deps.departments.byName = async (...asked) => {
    looks += 1;
    return looks <= 2 ? new Map() : byName(...asked);
  };
  const [one, other] = await Promise.all([
    create({ name: "A", department: "New" }),
    create({ name: "B", department: "new" }),
  ]);
  expect(units.size).toBe(1);
  expect(one.departmentId).toBe(other.departmentId);
});

test("departments are renamed, never to a name that is taken", async () => {
  const { deps, admin, events } = peopleScene();
  const sales = await createDepartment.run(deps)(admin(), { name: "Sales" });
  await createDepartment.run(deps)(admin(), { name: "Support" });
  const rename = updateDepartment.run(deps);
  await expect(createDepartment.run(deps)(admin(), { name: "SALES" })).rejects.toMatchObject({
    code: "people.department-name-taken",
  });
  await expect(rename(admin(), { id: sales.id, name: "support" })).rejects.toMatchObject({
    code: "people.department-name-taken",
  });
  expect(await rename(admin(), { id: sales.id, name: "SALES", expectedVersion: 1 })).toMatchObject({
    version: 2,
  });
  expect(events.at(-1)?.contract.type).toBe("people.department-renamed.v1");
  await expect(rename(admin(), { id: sales.id, name: "X", expectedVersion: 1 })).rejects.toMatchObject({
    kind: "stale",
  });
  await expect(rename(admin(), { id: "dep_0000000000000000000000000z", name: "X" })).rejects.toMatchObject({
    kind: "not-found",
  });
});

test.each(["name", "position", "department", "externalId"] as const)(
  "a line break in %s is refused",
  (field) => {
    const result = z.safeParse(createEmployee.input, { name: "Ann", [field]: "Ann\nToken: x" });

    expect(result.error?.issues.map(({ path }) => path)).toEqual([[field]]);
  },
);
