import type { Placed, StepResult } from "#functions/kernel/jobs/import-work.ts";
import type { Department } from "#functions/people/domain/department.ts";
import { changed, type Employee, type EmployeeChange } from "#functions/people/domain/employee.ts";
import type { ImportDeps } from "#functions/people/imports/import-deps.ts";
import type { PersonRow } from "#functions/people/imports/person-row.ts";

type Row = Placed<PersonRow>;

/** What the tenant has already of all that some rows speak of. */
export interface Known {
  /** By external id. */
  readonly employees: ReadonlyMap<string, Employee>;
  /** External id of a manager → employee's id. */
  readonly managers: ReadonlyMap<string, string>;
  /** By the name as the row has it. */
  readonly departments: ReadonlyMap<string, Department>;
}

/** Three reads, whatever the number of rows; a fourth where departments are named. */
export async function knownOf(deps: ImportDeps, tenantId: string, rows: readonly Row[]): Promise<Known> {
  const { employees, departments } = deps;
  const fields = rows.map(({ item }) => item.fields);
  const own = fields.flatMap(({ externalId }) => externalId ?? []);
  const above = fields.flatMap(({ manager }) => manager ?? []);
  const [ids, byName] = await Promise.all([
    employees.idsByExternalId(tenantId, [...own, ...above]),
    departments.byName(
      tenantId,
      fields.flatMap(({ department }) => department ?? []),
    ),
  ]);
  const found = await employees.findAll(
    tenantId,
    own.flatMap((externalId) => ids.get(externalId) ?? []),
  );
  const byExternalId = own.flatMap((externalId) => {
    const employee = found.get(ids.get(externalId) ?? "");
    return employee ? [[externalId, employee] as const] : [];
  });
  return { employees: new Map(byExternalId), managers: ids, departments: byName };
}

/** What a row says of its employee, but for the manager, who is set when all employees are there. */
export function changeOfRow({ item }: Row, department: Department | undefined): EmployeeChange {
  const { manager: _m, department: _d, ...fields } = item.fields;
  return department ? { ...fields, departmentId: department.id } : fields;
}

/** Whether the row names another manager than its employee has. */
export const isMove = ({ item }: Row, employee: Employee, { managers }: Known): boolean =>
  item.fields.manager !== undefined && managers.get(item.fields.manager) !== employee.managerId;

/** Tells how many of some rows would be created, updated, left unchanged. */
export type Foresee = (
  deps: ImportDeps,
  tenantId: string,
  rows: readonly Row[],
) => Promise<Pick<StepResult, "created" | "updated" | "unchanged">>;

/** For the checks that nobody waits for a forecast from. */
export const foreseeNothing: Foresee = async () => ({ created: 0, updated: 0, unchanged: 0 });

export const foresee: Foresee = async (deps, tenantId, rows) => {
  const known = await knownOf(deps, tenantId, rows);
  const outcomes = rows.map((row) => outcomeOf(row, known));
  const count = (wanted: string) => outcomes.filter((outcome) => outcome === wanted).length;
  return { created: count("created"), updated: count("updated"), unchanged: count("unchanged") };
};

function outcomeOf(row: Row, known: Known): "created" | "updated" | "unchanged" {
  const { externalId = "", department } = row.item.fields;
  const employee = known.employees.get(externalId);
  if (!employee) return "created";
  const named = department === undefined ? undefined : known.departments.get(department);
  const joinsNew = department !== undefined && named === undefined;
  const isSame = changed(employee, changeOfRow(row, named), "") === employee;
  return isSame && !joinsNew && !isMove(row, employee, known) ? "unchanged" : "updated";
}
