import { changed, type Employee } from "#functions/people/domain/employee.ts";
import { chainsAbove } from "#functions/people/domain/hierarchy.ts";
import { noteKey } from "#functions/people/imports/check-rows.ts";
import type { ImportDeps } from "#functions/people/imports/import-deps.ts";
import { directManagers } from "#functions/people/operations/managers.ts";

/** Somebody who gets another manager, and the row that says so. */
export interface Move {
  readonly row: number;
  readonly before: Employee;
  readonly after: Employee;
}

/** The move that a row asks for; none when the employee has that manager already. */
export function moveTo(
  { clock }: ImportDeps,
  row: number,
  before: Employee | undefined,
  managerId: string | undefined,
): readonly Move[] {
  if (!before || managerId === undefined) return [];
  const after = changed(before, { managerId }, clock().toISOString());
  return after === before ? [] : [{ row, before, after }];
}

export interface Settled {
  /** Those that can be made together, all at once. */
  readonly moves: readonly Move[];
  /** Those that would close a cycle. */
  readonly cyclic: readonly Move[];
}

/**
 * Sorts moves by whether they can be made, all at once, as the hierarchy stands. Where somebody on the way up is to move
 * too, by a later row of the file, that move is made now: two people can so change places, however far apart they stand.
 */
export async function settle(
  deps: ImportDeps,
  tenantId: string,
  jobId: string,
  wanted: readonly Move[],
): Promise<Settled> {
  const all = [...wanted];
  const cyclic = new Set<Move>();
  for (;;) {
    const moves = all.filter((move) => !cyclic.has(move));
    const chains = await chainsOf(deps, tenantId, moves);
    const closing = moves.filter(({ after: { id } }) => chains.get(id)?.includes(id));
    if (closing.length === 0) return { moves, cyclic: [...cyclic] };
    const known = new Set(all.map(({ after }) => after.id));
    const onTheWay = closing.flatMap(({ after: { id } }) => chains.get(id) ?? []);
    const early = await laterMoves(
      deps,
      tenantId,
      jobId,
      onTheWay.filter((id) => !known.has(id)),
    );
    all.push(...early);
    if (early.length === 0) for (const move of closing) cyclic.add(move);
  }
}

/** The chain above each, were all of the moves made. */
function chainsOf({ employees }: ImportDeps, tenantId: string, moves: readonly Move[]) {
  const moved = new Map(
    moves.flatMap(({ after: { id, managerId } }) => (managerId ? [[id, managerId] as const] : [])),
  );
  const stored = directManagers(employees, tenantId);
  return chainsAbove([...moved.keys()], async (ids) => {
    const standing = await stored(ids.filter((id) => !moved.has(id)));
    return new Map([...standing, ...moved]);
  });
}

/** What the file has in mind for these employees. */
async function laterMoves(
  deps: ImportDeps,
  tenantId: string,
  jobId: string,
  ids: readonly string[],
): Promise<readonly Move[]> {
  const people = [...(await deps.employees.findAll(tenantId, ids)).values()];
  const keys = people.flatMap(({ externalId }) => (externalId ? [noteKey(externalId)] : []));
  const notes = await deps.notes.findAll(tenantId, jobId, keys);
  const good = people.flatMap((before) => {
    const note = notes.get(noteKey(before.externalId ?? ""));
    return note && note.refused === undefined ? [{ before, note }] : [];
  });
  const managers = await deps.employees.idsByExternalId(
    tenantId,
    good.flatMap(({ note }) => note.managerExternalId ?? []),
  );
  return good.flatMap(({ before, note }) =>
    moveTo(deps, note.row, before, managers.get(note.managerExternalId ?? "")),
  );
}
