import * as z from "zod";
import type { Actor } from "#functions/kernel/actor.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { tryAgain } from "#functions/kernel/errors/try-again.ts";
import type { NewId } from "#functions/kernel/ids.ts";
import { operation } from "#functions/kernel/operation.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";
import { employeeCreated } from "#functions/people/operations/employee-facts.ts";
import {
  employeeFields,
  employeeView,
  employmentStatus,
  exampleEmployee,
  viewOf,
} from "#functions/people/operations/employee-schemas.ts";
import { namedDepartment } from "#functions/people/operations/named-department.ts";
import type { Departments, Employees } from "#functions/people/ports.ts";

interface Deps {
  readonly employees: Employees;
  readonly departments: Departments;
  readonly commit: CommitWrites;
  readonly clock: Clock;
  readonly newId: NewId;
}

const input = z
  .strictObject(employeeFields)
  .partial()
  .extend({ name: employeeFields.name, employmentStatus: employmentStatus.default("active") });

/** Enters an employee. Nobody reports to somebody new, so a manager given here cannot close a cycle. */
export const createEmployee = operation({
  name: "createEmployee",
  summary: "Enter an employee.",
  permission: "people:write",
  input,
  output: employeeView,
  problems: ["people.external-id-taken", "people.email-taken", "people.unknown-manager"],
  example: {
    input: {
      name: exampleEmployee.name,
      externalId: exampleEmployee.externalId,
      department: exampleEmployee.department,
      hireDate: exampleEmployee.hireDate,
    },
    output: exampleEmployee,
  },
  run: (deps: Deps) => (actor, given) =>
    tryAgain("people.department-name-taken", () => enter(deps, actor, given)),
});

async function enter(
  deps: Deps,
  actor: Actor,
  { department: named, ...fields }: z.infer<typeof input>,
): Promise<z.infer<typeof employeeView>> {
  const { employees, commit, clock, newId } = deps;
  const { tenantId } = actor;
  const { department, changes, events } = await namedDepartment(deps, tenantId, named);
  const now = clock().toISOString();
  const employee = {
    id: newId("emp"),
    ...fields,
    departmentId: department?.id,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
  return commit(actor, {
    changes: [
      ...employees.add(tenantId, employee),
      ...(fields.managerId === undefined ? [] : [employees.exists(tenantId, fields.managerId)]),
      ...changes,
    ],
    events: [...events, employeeCreated(employee)],
    answer: viewOf(employee, department),
    personalAnswer: true,
  });
}
