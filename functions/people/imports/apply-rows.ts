import { fact, type NewEvent } from "#events/envelope.ts";
import { employeesImportedV1 } from "#events/people/employees-imported.v1.ts";
import type { Actor } from "#functions/kernel/actor.ts";
import type { Change } from "#functions/kernel/commit.ts";
import type { Chunk, Placed, StepResult } from "#functions/kernel/jobs/import-work.ts";
import { type Department, foldName } from "#functions/people/domain/department.ts";
import { changed, type Employee } from "#functions/people/domain/employee.ts";
import { goodRows } from "#functions/people/imports/good-rows.ts";
import { type ImportDeps, nothing } from "#functions/people/imports/import-deps.ts";
import { changeOfRow, isMove, type Known, knownOf } from "#functions/people/imports/outcomes.ts";
import type { PersonRow } from "#functions/people/imports/person-row.ts";
import type { Touched } from "#functions/people/imports/undo-rows.ts";
import { newDepartment } from "#functions/people/operations/named-department.ts";

/** What a step has gathered so far. */
interface Gathered {
  readonly changes: Change[];
  readonly events: NewEvent[];
  readonly touched: Touched[];
  /** Departments that this step makes, by folded name. */
  readonly made: Map<string, Department>;
  /** Who will only get another manager; told of when that is done. */
  moved: number;
  unchanged: number;
}

/** Enters and changes the employees of the good rows, and makes the departments that are named for the first time. */
export const applyRows =
  (deps: ImportDeps) =>
  async (actor: Actor, chunk: Chunk<PersonRow>): Promise<StepResult> => {
    const { tenantId } = actor;
    const good = await goodRows(deps, actor, chunk);
    const known = await knownOf(deps, tenantId, good);
    const gathered: Gathered = {
      changes: [],
      events: [],
      touched: [],
      made: new Map(),
      moved: 0,
      unchanged: 0,
    };
    // Undoing a step takes one change more than making it.
    const room = chunk.room - 1;
    for (const [taken, placed] of chunk.items.entries()) {
      if (!good.includes(placed)) continue;
      const work = applyRow(deps, tenantId, placed, known, gathered.made);
      if (gathered.changes.length + work.changes.length > room) return result(chunk, taken, gathered);
      gather(gathered, work);
    }
    return result(chunk, chunk.items.length, gathered);
  };

interface RowWork {
  readonly changes: readonly Change[];
  readonly events: readonly NewEvent[];
  readonly department: Department | undefined;
  readonly outcome: Touched | "moved" | "unchanged";
}

function gather(gathered: Gathered, { changes, events, department, outcome }: RowWork): void {
  gathered.changes.push(...changes);
  gathered.events.push(...events);
  if (department) gathered.made.set(foldName(department.name), department);
  if (outcome === "moved" || outcome === "unchanged") gathered[outcome] += 1;
  else gathered.touched.push(outcome);
}

function applyRow(
  deps: ImportDeps,
  tenantId: string,
  placed: Placed<PersonRow>,
  known: Known,
  made: ReadonlyMap<string, Department>,
): RowWork {
  const { externalId = "", department: name } = placed.item.fields;
  const named = name && (known.departments.get(name) ?? made.get(foldName(name)));
  const fresh = name && !named ? newDepartment(deps, tenantId, name) : undefined;
  const change = changeOfRow(placed, named || fresh?.department);
  const before = known.employees.get(externalId);
  const now = deps.clock().toISOString();
  const after = before ? changed(before, change, now) : entered(deps.newId("emp"), change, now);
  return {
    changes: [...(fresh?.changes ?? []), ...writtenOf(deps, tenantId, before, after)],
    events: fresh?.events ?? [],
    department: fresh?.department,
    outcome: after === before ? staying(placed, before, known) : { row: placed.row, before, after },
  };
}

const writtenOf = (
  { employees }: ImportDeps,
  tenantId: string,
  before: Employee | undefined,
  after: Employee,
): readonly Change[] => {
  if (!before) return employees.add(tenantId, after);
  return after === before ? [] : employees.replace(tenantId, before, after);
};

const staying = (placed: Placed<PersonRow>, employee: Employee, known: Known) =>
  isMove(placed, employee, known) ? "moved" : "unchanged";

const entered = (id: string, change: ReturnType<typeof changeOfRow>, now: string): Employee =>
  changed({ id, employmentStatus: "active", version: 0, createdAt: now, updatedAt: now }, change, now);

function result({ job, sequence }: Chunk<PersonRow>, taken: number, gathered: Gathered): StepResult {
  const { changes, events, touched, moved, unchanged } = gathered;
  const created = touched.flatMap(({ before, after }) => (before ? [] : [after.id]));
  const updated = touched.flatMap(({ before, after }) => (before ? [after.id] : []));
  const told = fact(employeesImportedV1, { sequence, data: { importId: job.id, created, updated } });
  return {
    ...nothing,
    taken,
    changes,
    events: touched.length > 0 ? [...events, told] : events,
    created: created.length,
    updated: updated.length + moved,
    unchanged,
    ...(touched.length > 0 && { undo: touched }),
  };
}
