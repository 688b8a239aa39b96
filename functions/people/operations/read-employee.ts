import * as z from "zod";
import { demand } from "#functions/kernel/auth/decide.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { operation } from "#functions/kernel/operation.ts";
import type { Employee } from "#functions/people/domain/employee.ts";
import {
  employeeId,
  employeeView,
  exampleEmployee,
  viewOf,
} from "#functions/people/operations/employee-schemas.ts";
import { managersOf } from "#functions/people/operations/managers.ts";
import type { Departments, Employees } from "#functions/people/ports.ts";

interface Deps {
  readonly employees: Employees;
  readonly departments: Departments;
}

/** The employee; refused with `people.no-such-employee` (not-found) where there is none. */
export const employeeOf = async (
  { employees }: Pick<Deps, "employees">,
  tenantId: string,
  id: string,
): Promise<Employee> =>
  (await employees.find(tenantId, id)) ??
  refuse("not-found", "people.no-such-employee", "There is no such employee");

/** Shows an employee to themselves, to those above them, and to those who see all. */
export const readEmployee = operation({
  name: "readEmployee",
  summary: "Read an employee.",
  permission: "people:read",
  scope: "resource",
  input: z.strictObject({ id: employeeId }),
  output: employeeView,
  problems: ["people.no-such-employee", "auth.not-allowed"],
  example: { input: { id: exampleEmployee.id }, output: exampleEmployee },
  run:
    ({ employees, departments }: Deps) =>
    async (actor, { id }) => {
      const { tenantId } = actor;
      const managers = () => managersOf(employees)(tenantId, id);
      await demand(actor, "people:read", { employeeId: id, managers });
      const employee = await employeeOf({ employees }, tenantId, id);
      const { departmentId } = employee;
      return viewOf(
        employee,
        departmentId === undefined ? undefined : await departments.find(tenantId, departmentId),
      );
    },
});
