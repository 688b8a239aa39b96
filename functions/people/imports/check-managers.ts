import type { Actor } from "#functions/kernel/actor.ts";
import type { Chunk, Placed, StepResult } from "#functions/kernel/jobs/import-work.ts";
import type { RowError } from "#functions/kernel/jobs/job.ts";
import { noteKey } from "#functions/people/imports/check-rows.ts";
import { type ManagerFault, managerFaults } from "#functions/people/imports/file-hierarchy.ts";
import { goodRows } from "#functions/people/imports/good-rows.ts";
import { type ImportDeps, nothing } from "#functions/people/imports/import-deps.ts";
import type { Foresee } from "#functions/people/imports/outcomes.ts";
import type { PersonRow } from "#functions/people/imports/person-row.ts";

const messages: Readonly<Record<ManagerFault, readonly [code: string, message: string]>> = {
  unknown: ["people.unknown-manager", "Nobody has this external id, here or in the file"],
  cycle: ["people.manager-cycle", "Going up from manager to manager leads back to this row"],
  refused: ["people.manager-refused", "This manager's own row, or one above, is refused"],
};

/** Checks, once all rows are noted, that each manager exists, is not refused, and closes no cycle. */
export const checkManagers =
  (deps: ImportDeps, foresee: Foresee) =>
  async (actor: Actor, chunk: Chunk<PersonRow>): Promise<StepResult> => {
    const { tenantId } = actor;
    const { job } = chunk;
    const rows = await goodRows(deps, actor, chunk);
    const reporting = rows.filter(({ item }) => item.fields.manager !== undefined);
    const edges = reporting.map(({ item: { fields } }) => ({
      externalId: fields.externalId ?? "",
      managerExternalId: fields.manager ?? "",
    }));
    const faults = await managerFaults(deps, tenantId, job.id, edges);
    const bad = reporting.flatMap((placed, at) => {
      const fault = faults[at];
      return fault ? [{ placed, fault }] : [];
    });
    const refused = new Set(bad.map(({ placed }) => placed));
    return {
      ...nothing,
      ...(await foresee(
        deps,
        tenantId,
        rows.filter((row) => !refused.has(row)),
      )),
      taken: chunk.items.length,
      changes: bad.map(({ placed: { row, item } }) =>
        deps.notes.put(tenantId, job.id, noteKey(item.fields.externalId ?? ""), {
          row,
          managerExternalId: item.fields.manager,
          refused: "manager",
        }),
      ),
      failed: bad.length,
      errors: bad.map(({ placed, fault }) => errorOf(placed, fault)),
    };
  };

function errorOf({ row, item }: Placed<PersonRow>, fault: ManagerFault): RowError {
  const [code, message] = messages[fault];
  return { row, column: item.columns.manager ?? "manager", code, message, value: item.fields.manager };
}
