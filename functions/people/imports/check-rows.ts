import type { Actor } from "#functions/kernel/actor.ts";
import type { Chunk, Placed, StepResult } from "#functions/kernel/jobs/import-work.ts";
import type { RowError } from "#functions/kernel/jobs/job.ts";
import { type ImportDeps, nothing } from "#functions/people/imports/import-deps.ts";
import type { Foresee } from "#functions/people/imports/outcomes.ts";
import type { PersonRow } from "#functions/people/imports/person-row.ts";
import type { ImportNote } from "#functions/people/ports.ts";

const emailKey = (email: string) => `email:${email.toLowerCase()}`;
const idKey = (externalId: string) => `id:${externalId}`;

/** The key of an external id among a job's notes. */
export const noteKey = idKey;

/**
 * Checks each row by itself and against the rest of the file, and notes which row was the first to name an external id
 * or an address, so that no number of rows need be kept in memory. `foresee` tells what would be made of the good rows.
 */
export const checkRows =
  (deps: ImportDeps, foresee: Foresee) =>
  async (actor: Actor, { job, items, room }: Chunk<PersonRow>): Promise<StepResult> => {
    const { tenantId } = actor;
    const keys = items.flatMap(({ item }) => keysOf(item));
    const noted = await deps.notes.findAll(tenantId, job.id, keys);
    const foreign = await foreignEmails(deps, tenantId, items);
    const first = new Map([...noted].map(([key, { row }]) => [key, row]));
    const notes: (readonly [string, ImportNote])[] = [];
    const checked: (Placed<PersonRow> & { readonly found: readonly RowError[] })[] = [];
    for (const placed of items.slice(0, fitting(items, room))) {
      const found = errorsOf(placed, first, foreign);
      for (const key of keysOf(placed.item).filter((each) => !first.has(each))) {
        first.set(key, placed.row);
        notes.push([key, noteOf(placed, found.length > 0)]);
      }
      checked.push({ ...placed, found });
    }
    const good = checked.filter(({ found }) => found.length === 0);
    return {
      ...nothing,
      ...(await foresee(deps, tenantId, good)),
      taken: checked.length,
      changes: notes.map(([key, note]) => deps.notes.put(tenantId, job.id, key, note)),
      failed: checked.length - good.length,
      errors: checked.flatMap(({ found }) => found),
    };
  };

/** How many rows can be noted in one step, were all their keys new. */
function fitting(items: readonly Placed<PersonRow>[], room: number): number {
  const before = items.map((_, at) => items.slice(0, at + 1).flatMap(({ item }) => keysOf(item)).length);
  const over = before.findIndex((keys) => keys > room);
  return over === -1 ? items.length : over;
}

const keysOf = ({ fields: { externalId, email } }: PersonRow): string[] => [
  ...(externalId === undefined ? [] : [idKey(externalId)]),
  ...(email === undefined ? [] : [emailKey(email)]),
];

const noteOf = ({ row, item }: Placed<PersonRow>, isBad: boolean): ImportNote => ({
  row,
  managerExternalId: item.fields.manager,
  ...(isBad && { refused: "row" }),
});

/** The addresses among these rows that belong to employees other than the rows' own. */
async function foreignEmails(
  { employees }: ImportDeps,
  tenantId: string,
  items: readonly Placed<PersonRow>[],
): Promise<ReadonlySet<number>> {
  const withEmail = items.filter(({ item }) => item.fields.email !== undefined);
  if (withEmail.length === 0) return new Set();
  const [owners, own] = await Promise.all([
    employees.idsByEmail(
      tenantId,
      withEmail.map(({ item }) => item.fields.email ?? ""),
    ),
    employees.idsByExternalId(
      tenantId,
      withEmail.map(({ item }) => item.fields.externalId ?? "-"),
    ),
  ]);
  const taken = withEmail.filter(({ item: { fields } }) => {
    const owner = owners.get(fields.email ?? "");
    return owner !== undefined && owner !== own.get(fields.externalId ?? "-");
  });
  return new Set(taken.map(({ row }) => row));
}

function errorsOf(
  { row, item }: Placed<PersonRow>,
  first: ReadonlyMap<string, number>,
  foreign: ReadonlySet<number>,
): RowError[] {
  const { fields, columns } = item;
  const again = (key: string | undefined) => {
    const before = key === undefined ? row : (first.get(key) ?? row);
    return before === row ? [] : [before];
  };
  const repeatedId = again(fields.externalId && idKey(fields.externalId)).map((before) => ({
    row,
    column: columns.externalId ?? "",
    code: "people.duplicate-external-id",
    message: `Row ${before} has the same external id`,
    value: fields.externalId,
  }));
  const repeatedEmail = again(fields.email && emailKey(fields.email)).map((before) => ({
    row,
    column: columns.email ?? "",
    code: "people.duplicate-email",
    message: `Row ${before} has the same e-mail address`,
  }));
  const takenEmail = {
    row,
    column: columns.email ?? "",
    code: "people.email-taken",
    message: "Another employee has this e-mail address",
  };
  return [
    ...item.errors.map((error) => ({ row, ...error })),
    ...repeatedId,
    ...repeatedEmail,
    ...(foreign.has(row) ? [takenEmail] : []),
  ];
}
