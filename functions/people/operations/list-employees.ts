import * as z from "zod";
import type { Actor } from "#functions/kernel/actor.ts";
import { demand, scopeOf } from "#functions/kernel/auth/decide.ts";
import { operation } from "#functions/kernel/operation.ts";
import { type Page, pageInput, pageOf } from "#functions/kernel/paging.ts";
import type { Employee } from "#functions/people/domain/employee.ts";
import {
  departmentId,
  employeeFields,
  employeeId,
  employeeView,
  employmentStatus,
  exampleEmployee,
  viewOf,
} from "#functions/people/operations/employee-schemas.ts";
import { managersOf } from "#functions/people/operations/managers.ts";
import type { Departments, Employees } from "#functions/people/ports.ts";

interface Deps {
  readonly employees: Employees;
  readonly departments: Departments;
}

const input = z.strictObject({
  ...pageInput,
  departmentId: departmentId.optional(),
  /** Direct reports of this manager. */
  managerId: employeeId.optional(),
  employmentStatus: employmentStatus.optional(),
  /** The one who has exactly this external id. */
  externalId: employeeFields.externalId.optional(),
});

type Input = z.infer<typeof input>;

const nobody: Page<Employee> = { items: [], nextCursor: null };

/**
 * Lists the employees that the caller may see: all; or the direct reports of themselves or of a manager below them;
 * or only themselves.
 */
export const listEmployees = operation({
  name: "listEmployees",
  summary: "List employees, in order of arrival.",
  permission: "people:read",
  scope: "resource",
  input,
  output: pageOf(employeeView),
  problems: ["auth.not-allowed", "request.cursor-invalid"],
  example: { input: { limit: 50 }, output: { items: [exampleEmployee], nextCursor: null } },
  run:
    ({ employees, departments }: Deps) =>
    async (actor, asked) => {
      const { tenantId } = actor;
      const { items, nextCursor } = await visible(employees, actor, asked);
      const known = await departments.findAll(
        tenantId,
        items.flatMap((employee) => employee.departmentId ?? []),
      );
      return { items: items.map((each) => viewOf(each, known.get(each.departmentId ?? ""))), nextCursor };
    },
});

async function visible(employees: Employees, actor: Actor, asked: Input): Promise<Page<Employee>> {
  const { tenantId } = actor;
  const { externalId, cursor, limit, ...filter } = asked;
  const scope = scopeOf(actor, "people:read");
  const own = actor.employeeId;
  if (scope !== "tenant" && own === undefined) return nobody;
  if (scope === "self") return alone(await employees.find(tenantId, own ?? ""), filter);
  if (externalId !== undefined) return alone(await byExternalId(employees, actor, externalId), filter);
  const managerId = filter.managerId ?? (scope === "tenant" ? undefined : own);
  if (managerId !== undefined)
    await demand(actor, "people:read", {
      employeeId: managerId,
      managers: () => managersOf(employees)(tenantId, managerId),
    });
  return employees.list(tenantId, { ...filter, managerId }, { cursor, limit });
}

type Filter = Pick<Input, "departmentId" | "managerId" | "employmentStatus">;

function alone(employee: Employee | undefined, filter: Filter): Page<Employee> {
  const passes =
    employee !== undefined &&
    (filter.departmentId ?? employee.departmentId) === employee.departmentId &&
    (filter.managerId ?? employee.managerId) === employee.managerId &&
    (filter.employmentStatus ?? employee.employmentStatus) === employee.employmentStatus;
  return passes ? { items: [employee], nextCursor: null } : nobody;
}

async function byExternalId(
  employees: Employees,
  actor: Actor,
  externalId: string,
): Promise<Employee | undefined> {
  const { tenantId } = actor;
  const id = (await employees.idsByExternalId(tenantId, [externalId])).get(externalId);
  if (id === undefined) return undefined;
  await demand(actor, "people:read", { employeeId: id, managers: () => managersOf(employees)(tenantId, id) });
  return employees.find(tenantId, id);
}
