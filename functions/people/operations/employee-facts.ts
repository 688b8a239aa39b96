import { fact, type NewEvent } from "#events/envelope.ts";
import { employeeCreatedV1 } from "#events/people/employee-created.v1.ts";
import { employeeUpdatedV1 } from "#events/people/employee-updated.v1.ts";
import type { Employee } from "#functions/people/domain/employee.ts";

const factsOf = (employee: Employee) => ({
  employeeId: employee.id,
  externalId: employee.externalId,
  departmentId: employee.departmentId,
  managerId: employee.managerId,
  hireDate: employee.hireDate,
  employmentStatus: employee.employmentStatus,
  timeZone: employee.timeZone,
});

const personalOf = ({ id, name, givenName, familyName, email, position }: Employee) => ({
  of: id,
  fields: { name, givenName, familyName, email, position },
});

export const employeeCreated = (employee: Employee): NewEvent =>
  fact(employeeCreatedV1, {
    sequence: employee.version,
    data: factsOf(employee),
    personal: personalOf(employee),
  });

export const employeeUpdated = (before: Employee, after: Employee): NewEvent =>
  fact(employeeUpdatedV1, {
    sequence: after.version,
    data: { ...factsOf(after), changed: changedFields(before, after) },
    personal: personalOf(after),
  });

const kept = new Set(["version", "updatedAt"]);

function changedFields(before: Employee, after: Employee): string[] {
  const old: Readonly<Record<string, unknown>> = { ...before };
  return Object.entries(after)
    .filter(([name, value]) => !kept.has(name) && old[name] !== value)
    .map(([name]) => name);
}
