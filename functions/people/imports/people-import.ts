import type { ImportWork } from "#functions/kernel/jobs/import-work.ts";
import { applyRows } from "#functions/people/imports/apply-rows.ts";
import { checkManagers } from "#functions/people/imports/check-managers.ts";
import { checkRows } from "#functions/people/imports/check-rows.ts";
import type { ImportDeps } from "#functions/people/imports/import-deps.ts";
import { linkManagers } from "#functions/people/imports/link-managers.ts";
import { foresee, foreseeNothing } from "#functions/people/imports/outcomes.ts";
import { peopleFile, peopleImportKind } from "#functions/people/imports/people-import-api.ts";
import { type PersonRow, personReader } from "#functions/people/imports/person-row.ts";
import { undoRows } from "#functions/people/imports/undo-rows.ts";

/**
 * How people are imported: rows are checked, by themselves and against each other; then managers, once every row is
 * known; then employees are entered, and managers set, once every employee is there. A row is applied whole or not.
 */
export const peopleImport = (deps: ImportDeps): ImportWork<PersonRow> => ({
  kind: peopleImportKind,
  plan: async (_actor, job, headers) => {
    const header = headers[peopleFile] ?? [];
    const read = personReader(header, job.mapping);
    const namesManagers = job.mapping ? "manager" in job.mapping : header.includes("manager");
    const last = job.mode === "dry-run" ? foresee : foreseeNothing;
    const first = namesManagers ? foreseeNothing : last;
    const check = { name: "check", kind: "check", chunk: 96, step: checkRows(deps, first) } as const;
    const managers = {
      name: "check-managers",
      kind: "check",
      chunk: 96,
      step: checkManagers(deps, last),
    } as const;
    const apply = { name: "apply", kind: "apply", chunk: 48, step: applyRows(deps) } as const;
    const link = { name: "link-managers", kind: "apply", chunk: 24, step: linkManagers(deps) } as const;
    return {
      items: (row) => [read(row)],
      passes: namesManagers ? [check, managers, apply, link] : [check, apply],
    };
  },
  undo: undoRows(deps),
});
