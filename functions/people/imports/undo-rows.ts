import * as z from "zod";
import { fact } from "#events/envelope.ts";
import { employeesImportUndoneV1 } from "#events/people/employees-import-undone.v1.ts";
import type { Actor } from "#functions/kernel/actor.ts";
import type { Change } from "#functions/kernel/commit.ts";
import type { ImportJob, RowError } from "#functions/kernel/jobs/job.ts";
import type { Employee } from "#functions/people/domain/employee.ts";
import { employmentStatuses } from "#functions/people/domain/employee.ts";
import type { ImportDeps } from "#functions/people/imports/import-deps.ts";

const image = z.looseObject({
  id: z.string(),
  employmentStatus: z.enum(employmentStatuses),
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
const touchedRows = z.array(z.object({ row: z.int(), before: image.optional(), after: image }));

/** What a step did to one employee: as they were, if they were, and as it left them. */
export interface Touched {
  readonly row: number;
  readonly before?: Employee | undefined;
  readonly after: Employee;
}

/**
 * Takes a step back: who was entered is gone again, who was changed is as before. Whoever was changed by somebody else
 * since, or has got reports of their own, is left alone and listed. Departments that were made stay.
 */
export const undoRows = (deps: ImportDeps) => async (actor: Actor, job: ImportJob, undo: unknown) => {
  const { tenantId } = actor;
  const touched: readonly Touched[] = touchedRows.parse(undo);
  const version = await deps.structure.version(tenantId);
  const current = await deps.employees.findAll(
    tenantId,
    touched.map(({ after }) => after.id),
  );
  const leaders = await withReports(deps, tenantId, touched);
  const isFree = ({ before, after }: Touched) => {
    const now = current.get(after.id);
    return now !== undefined && isSame(now, after) && (before !== undefined || !leaders.has(after.id));
  };
  const free = touched.filter(isFree);
  const changes = free.flatMap(({ before, after }) =>
    backOf(deps, tenantId, current.get(after.id) ?? after, before),
  );
  const removed = free.flatMap(({ before, after }) => (before ? [] : [after.id]));
  const restored = free.flatMap(({ before, after }) => (before ? [after.id] : []));
  const told = fact(employeesImportUndoneV1, {
    sequence: job.step + 1,
    data: { importId: job.id, removed, restored },
  });
  return {
    changes: changes.length > 0 ? [...changes, deps.structure.move(tenantId, version)] : [],
    events: free.length > 0 ? [told] : [],
    errors: touched.filter((each) => !isFree(each)).map(leftAlone),
  };
};

function backOf(
  deps: ImportDeps,
  tenantId: string,
  now: Employee,
  before: Employee | undefined,
): readonly Change[] {
  if (!before) return deps.employees.remove(tenantId, now);
  const restored = { ...before, version: now.version + 1, updatedAt: deps.clock().toISOString() };
  return deps.employees.replace(tenantId, now, restored);
}

const leftAlone = ({ row }: Touched): RowError => ({
  row,
  column: "",
  code: "people.changed-since",
  message: "Somebody has changed this employee since; they were left as they are",
});

async function withReports({ employees }: ImportDeps, tenantId: string, touched: readonly Touched[]) {
  const entered = touched.filter(({ before }) => !before);
  const lists = await Promise.all(
    entered.map(async ({ after: { id } }) => {
      const { items } = await employees.list(tenantId, { managerId: id }, { limit: 1 });
      return items.length > 0 ? [id] : [];
    }),
  );
  return new Set(lists.flat());
}

// The version tells nothing here: taking back a later step of the same job counts it up as well.
const isSame = (one: Employee, other: Employee): boolean => contentOf(one) === contentOf(other);

function contentOf({ version: _v, updatedAt: _u, ...employee }: Employee): string {
  const entries = Object.entries(employee).filter(([, value]) => value !== undefined);
  return JSON.stringify(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
