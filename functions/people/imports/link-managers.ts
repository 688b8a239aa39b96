import { fact } from "#events/envelope.ts";
import { employeesImportedV1 } from "#events/people/employees-imported.v1.ts";
import type { Actor } from "#functions/kernel/actor.ts";
import type { Chunk, StepResult } from "#functions/kernel/jobs/import-work.ts";
import type { RowError } from "#functions/kernel/jobs/job.ts";
import { goodRows } from "#functions/people/imports/good-rows.ts";
import { type ImportDeps, nothing } from "#functions/people/imports/import-deps.ts";
import { type Move, moveTo, type Settled, settle } from "#functions/people/imports/moves.ts";
import { knownOf } from "#functions/people/imports/outcomes.ts";
import type { PersonRow } from "#functions/people/imports/person-row.ts";

// The employee, the line that goes and the line that comes.
const changesOfMove = 3;

/**
 * Sets the managers, once all employees are there. The checks have seen the file as a whole; what they could not
 * foresee, somebody else's move, is checked against the hierarchy as it stands.
 */
export const linkManagers =
  (deps: ImportDeps) =>
  async (actor: Actor, chunk: Chunk<PersonRow>): Promise<StepResult> => {
    const { tenantId } = actor;
    const version = await deps.structure.version(tenantId);
    const wanted = await movesOf(deps, actor, chunk);
    const settled = await settle(deps, tenantId, chunk.job.id, wanted);
    const fits = settled.moves.length * changesOfMove + 1 < chunk.room;
    if (!fits && chunk.items.length > 1) {
      const fewer = chunk.items.slice(0, Math.floor(chunk.items.length / 2));
      return linkManagers(deps)(actor, { ...chunk, items: fewer });
    }
    const all = fits ? settled : { moves: [], cyclic: wanted };
    const changes = all.moves.flatMap(({ before, after }) => deps.employees.replace(tenantId, before, after));
    return {
      ...told(chunk, all),
      changes: changes.length > 0 ? [...changes, deps.structure.move(tenantId, version)] : [],
    };
  };

async function movesOf(deps: ImportDeps, actor: Actor, chunk: Chunk<PersonRow>): Promise<readonly Move[]> {
  const rows = await goodRows(deps, actor, chunk);
  const { employees, managers } = await knownOf(deps, actor.tenantId, rows);
  return rows.flatMap(({ row, item: { fields } }) =>
    moveTo(deps, row, employees.get(fields.externalId ?? ""), managers.get(fields.manager ?? "")),
  );
}

function told({ job, sequence, items }: Chunk<PersonRow>, { moves, cyclic }: Settled): StepResult {
  const updated = moves.map(({ after }) => after.id);
  const data = { importId: job.id, created: [], updated };
  const column = items[0]?.item.columns.manager ?? "manager";
  return {
    ...nothing,
    taken: items.length,
    events: moves.length > 0 ? [fact(employeesImportedV1, { sequence, data })] : [],
    failed: cyclic.length,
    errors: cyclic.map((move) => errorOf(move, column)),
    ...(moves.length > 0 && { undo: moves }),
  };
}

const errorOf = ({ row }: Move, column: string): RowError => ({
  row,
  column,
  code: "people.manager-cycle",
  message: "The employee was imported, but this manager stands below them",
});
