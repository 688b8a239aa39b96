import * as z from "zod";
import type { Actor } from "#functions/kernel/actor.ts";
import type { Change, CommitWrites } from "#functions/kernel/commit.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { tryAgain } from "#functions/kernel/errors/try-again.ts";
import type { NewId } from "#functions/kernel/ids.ts";
import { operation } from "#functions/kernel/operation.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";
import { changed, type Employee } from "#functions/people/domain/employee.ts";
import { chainsAbove } from "#functions/people/domain/hierarchy.ts";
import { employeeUpdated } from "#functions/people/operations/employee-facts.ts";
import {
  type EmployeeView,
  employeeFields,
  employeeId,
  employeeView,
  employmentStatus,
  exampleEmployee,
  viewOf,
} from "#functions/people/operations/employee-schemas.ts";
import { directManagers } from "#functions/people/operations/managers.ts";
import { namedDepartment } from "#functions/people/operations/named-department.ts";
import { employeeOf } from "#functions/people/operations/read-employee.ts";
import type { Departments, Employees, Structure } from "#functions/people/ports.ts";

interface Deps {
  readonly employees: Employees;
  readonly departments: Departments;
  readonly structure: Structure;
  readonly commit: CommitWrites;
  readonly clock: Clock;
  readonly newId: NewId;
}

const { employmentStatus: _, ...emptiable } = employeeFields;
type Emptiable = typeof emptiable;

const nullable = Object.fromEntries(
  Object.entries(emptiable).map(([name, schema]) => [name, z.nullable(schema).optional()]),
) as { readonly [Field in keyof Emptiable]: z.ZodOptional<z.ZodNullable<Emptiable[Field]>> }; // entries lose what their keys are

const input = z.strictObject({
  id: employeeId,
  /** From `If-Match`: the version that the caller has seen. */
  expectedVersion: z.int().optional(),
  employmentStatus: employmentStatus.optional(),
  ...nullable,
});

type Input = z.infer<typeof input>;

/**
 * Changes an employee. What is left out stays, `null` empties. Refusals: `request.stale` when the employee is no
 * longer at the expected version; `people.manager-cycle` (conflict) when the new manager stands below the employee,
 * whatever else is being moved at the same time.
 */
export const updateEmployee = operation({
  name: "updateEmployee",
  summary: "Change an employee: what is left out stays as it is, null empties a field.",
  permission: "people:write",
  input,
  output: employeeView,
  problems: [
    "people.no-such-employee",
    "people.external-id-taken",
    "people.email-taken",
    "people.unknown-manager",
    "people.manager-cycle",
    "people.structure-moved",
    "request.stale",
  ],
  example: {
    input: { id: exampleEmployee.id, position: "Key Account Manager" },
    output: { ...exampleEmployee, position: "Key Account Manager", version: 2 },
  },
  run: (deps: Deps) => (actor, given) =>
    tryAgain("people.structure-moved", () =>
      tryAgain("people.department-name-taken", () => update(deps, actor, given)),
    ),
});

async function update(deps: Deps, actor: Actor, given: Input): Promise<EmployeeView> {
  const { id, expectedVersion, department: named, ...fields } = given;
  const { tenantId } = actor;
  const before = await employeeOf(deps, tenantId, id);
  if (expectedVersion !== undefined && before.version !== expectedVersion)
    refuse("stale", "request.stale", "The employee has been changed meanwhile; read it again");
  const mentioned = await namedDepartment(deps, tenantId, named);
  const departmentId = named === undefined ? undefined : (mentioned.department?.id ?? null);
  const after = changed(before, { ...fields, departmentId }, deps.clock().toISOString());
  const isSame = after === before;
  return deps.commit(actor, {
    changes: isSame ? [] : [...mentioned.changes, ...(await changesOf(deps, tenantId, before, after))],
    events: isSame ? [] : [...mentioned.events, employeeUpdated(before, after)],
    answer: viewOf(after, mentioned.department ?? (await departmentOf(deps, tenantId, after))),
    personalAnswer: true,
  });
}

const departmentOf = async ({ departments }: Deps, tenantId: string, { departmentId }: Employee) =>
  departmentId === undefined ? undefined : departments.find(tenantId, departmentId);

async function changesOf(
  deps: Deps,
  tenantId: string,
  before: Employee,
  after: Employee,
): Promise<readonly Change[]> {
  const replaced = deps.employees.replace(tenantId, before, after);
  const isMove = after.managerId !== undefined && after.managerId !== before.managerId;
  return isMove ? [...replaced, ...(await moveOf(deps, tenantId, after.id, after.managerId))] : replaced;
}

/** Read first, checked then, written only if no other move came in between. */
async function moveOf(
  { employees, structure }: Deps,
  tenantId: string,
  id: string,
  managerId: string,
): Promise<readonly Change[]> {
  const version = await structure.version(tenantId);
  const chains = await chainsAbove([managerId], directManagers(employees, tenantId));
  if (managerId === id || chains.get(managerId)?.includes(id))
    refuse("conflict", "people.manager-cycle", "This manager stands below the employee");
  return [employees.exists(tenantId, managerId), structure.move(tenantId, version)];
}
