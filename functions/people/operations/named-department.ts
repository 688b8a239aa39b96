import { fact, type NewEvent } from "#events/envelope.ts";
import { departmentCreatedV1 } from "#events/people/department-created.v1.ts";
import type { Change } from "#functions/kernel/commit.ts";
import type { NewId } from "#functions/kernel/ids.ts";
import type { Department } from "#functions/people/domain/department.ts";
import type { Departments } from "#functions/people/ports.ts";

interface Deps {
  readonly departments: Departments;
  readonly newId: NewId;
}

/** A department that somebody mentioned by name, and what it takes to make it where it is new. */
export interface Mentioned {
  readonly department: Department | undefined;
  readonly changes: readonly Change[];
  readonly events: readonly NewEvent[];
}

/** Makes a department of this name. */
export function newDepartment({ departments, newId }: Deps, tenantId: string, name: string) {
  const department = { id: newId("dep"), name, version: 1 };
  const created = fact(departmentCreatedV1, { sequence: 1, data: { departmentId: department.id, name } });
  return { department, changes: departments.add(tenantId, department), events: [created] };
}

/** Finds the department of this name, or makes it. Two who make it at once: one is refused `people.department-name-taken`. */
export async function namedDepartment(
  deps: Deps,
  tenantId: string,
  name: string | null | undefined,
): Promise<Mentioned> {
  if (!name) return { department: undefined, changes: [], events: [] };
  const known = (await deps.departments.byName(tenantId, [name])).get(name);
  return known ? { department: known, changes: [], events: [] } : newDepartment(deps, tenantId, name);
}
