import { fact } from "#events/envelope.ts";
import { employeesImportedV1 } from "#events/people/employees-imported.v1.ts";
import type { Actor } from "#functions/kernel/auth/actor.ts";
import type { Chunk, Placed, StepResult } from "#functions/kernel/jobs/import-work.ts";
import type { RowError } from "#functions/kernel/jobs/job.ts";
import { changed, type Employee } from "#functions/people/domain/employee.ts";
import { chainsAbove } from "#functions/people/domain/hierarchy.ts";
import { goodRows } from "#functions/people/imports/good-rows.ts";
import { type ImportDeps, nothing } from "#functions/people/imports/import-deps.ts";
import { type Known, knownOf } from "#functions/people/imports/outcomes.ts";
import type { PersonRow } from "#functions/people/imports/person-row.ts";
import { directManagers } from "#functions/people/operations/managers.ts";

interface Move {
  readonly placed: Placed<PersonRow>;
  readonly before: Employee;
  readonly after: Employee;
}

/**
 * Sets the managers, once all employees are there. The checks have seen the file as a whole; what they could not
 * foresee (somebody else's move, or two people who change places) is checked against the hierarchy as it stands.
 */
export const linkManagers =
  (deps: ImportDeps) =>
  async (actor: Actor, chunk: Chunk<PersonRow>): Promise<StepResult> => {
    const { tenantId } = actor;
    const version = await deps.structure.version(tenantId);
    const rows = await goodRows(deps, actor, chunk);
    const known = await knownOf(deps, tenantId, rows);
    const wanted = movesOf(deps, rows, known);
    const cyclic = await cyclicMoves(deps, tenantId, wanted);
    const moves = wanted.filter((move) => !cyclic.has(move));
    const updated = moves.map(({ after }) => after.id);
    const told = fact(employeesImportedV1, {
      sequence: chunk.sequence,
      data: { importId: chunk.job.id, created: [], updated },
    });
    const changes = moves.flatMap(({ before, after }) => deps.employees.replace(tenantId, before, after));
    return {
      ...nothing,
      taken: chunk.items.length,
      changes: moves.length > 0 ? [...changes, deps.structure.move(tenantId, version)] : [],
      events: moves.length > 0 ? [told] : [],
      failed: cyclic.size,
      errors: [...cyclic].map(errorOf),
      undo: moves.map(({ placed: { row }, before, after }) => ({ row, before, after })),
    };
  };

function movesOf({ clock }: ImportDeps, rows: readonly Placed<PersonRow>[], known: Known): readonly Move[] {
  return rows.flatMap((placed) => {
    const { externalId = "", manager } = placed.item.fields;
    const before = known.employees.get(externalId);
    const managerId = manager === undefined ? undefined : known.managers.get(manager);
    if (!before || managerId === undefined) return [];
    const after = changed(before, { managerId }, clock().toISOString());
    return after === before ? [] : [{ placed, before, after }];
  });
}

/** The moves that would close a cycle, were all of them made at once. */
async function cyclicMoves(
  { employees }: ImportDeps,
  tenantId: string,
  moves: readonly Move[],
): Promise<ReadonlySet<Move>> {
  const wanted = new Map(
    moves.flatMap(({ after: { id, managerId } }) => (managerId ? [[id, managerId] as const] : [])),
  );
  const stored = directManagers(employees, tenantId);
  const chains = await chainsAbove([...wanted.keys()], async (ids) => {
    const standing = await stored(ids.filter((id) => !wanted.has(id)));
    const moved = ids.flatMap((id) => {
      const managerId = wanted.get(id);
      return managerId === undefined ? [] : [[id, managerId] as const];
    });
    return new Map([...standing, ...moved]);
  });
  return new Set(moves.filter(({ after: { id } }) => chains.get(id)?.includes(id)));
}

const errorOf = ({ placed: { row, item } }: Move): RowError => ({
  row,
  column: item.columns.manager ?? "manager",
  code: "people.manager-cycle",
  message: "The employee was imported, but this manager stands below them",
  value: item.fields.manager,
});
