import type { Actor } from "#functions/kernel/actor.ts";
import type { Chunk, Placed } from "#functions/kernel/jobs/import-work.ts";
import { noteKey } from "#functions/people/imports/check-rows.ts";
import type { ImportDeps } from "#functions/people/imports/import-deps.ts";
import type { PersonRow } from "#functions/people/imports/person-row.ts";

/** Those of a chunk's rows that the checks let pass. */
export async function goodRows(
  { notes }: ImportDeps,
  { tenantId }: Actor,
  { job, items }: Chunk<PersonRow>,
): Promise<readonly Placed<PersonRow>[]> {
  const keyOf = ({ fields }: PersonRow) => noteKey(fields.externalId ?? "");
  const named = items.filter(({ item }) => item.fields.externalId !== undefined);
  const noted = await notes.findAll(
    tenantId,
    job.id,
    named.map(({ item }) => keyOf(item)),
  );
  return named.filter(({ row, item }) => {
    const note = noted.get(keyOf(item));
    return note !== undefined && note.row === row && note.refused === undefined;
  });
}
