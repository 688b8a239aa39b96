import * as z from "zod";
import { type DateFormat, dateFormats } from "#functions/kernel/csv/dates.ts";
import { type Fault, refuse } from "#functions/kernel/errors/app-error.ts";

const heading = z.string().min(1).max(200);
const format = z
  .enum(dateFormats)
  .optional()
  .meta({ description: "How dates are written there; fields that are no dates take no notice." });

/** Where a field's value comes from. Has a name of its own in the API's description. */
export const columnSource = z
  .union([
    heading.meta({ description: "The column with this heading." }),
    z.strictObject({ column: heading.meta({ description: "The column's heading." }), format }),
    z.strictObject({
      index: z.int().min(0).max(999).meta({ description: "The column's place; the first is 0." }),
      format,
    }),
    z.strictObject({
      constant: z.string().max(1000).meta({ description: "The same value for every row." }),
      format,
    }),
  ])
  .meta({ id: "ColumnSource", description: "Where the value of a field comes from." });

export type ColumnSource = z.infer<typeof columnSource>;

/** Field → where its value comes from. */
export const mapping = z.partialRecord(z.string(), columnSource);

export type Mapping = Readonly<z.infer<typeof mapping>>;

/** A field as it is read from the rows of one file. */
export interface Column {
  /** What the person who made the file calls it: its heading, or the field's name where it has none. */
  readonly name: string;
  readonly format: DateFormat | undefined;
  /** The text, trimmed; empty where the row has none. */
  readonly read: (cells: readonly string[]) => string;
}

/** What a context's rows consist of: field → whether an import can do without it. */
export type FieldList<Field extends string> = Readonly<Record<Field, "required" | "optional">>;

/**
 * Joins fields to columns. Without a mapping, a column whose heading is a field's name is that field.
 * @throws AppError `jobs.unknown-column` (a mapped column is not there, or its heading is there twice) or
 * `jobs.missing-column` (a required field has no column), each naming them all in the order of the fields, and the
 * columns that the file has; kind `invalid`.
 */
export function columnsOf<Field extends string>(
  fields: FieldList<Field>,
  header: readonly string[],
  given: Mapping | undefined,
): Readonly<Partial<Record<Field, Column>>> {
  const chosen = given ?? byHeading(fields, header);
  // A mapping that was kept has lost the order in which it was written down.
  const ordered = Object.keys({ ...fields, ...chosen }).map((field) => [field, chosen[field]] as const);
  const found = ordered.flatMap(([field, source]) =>
    source ? [[field, columnOf(field, source, header)] as const] : [],
  );
  const unknown = found.flatMap(([field, column]) =>
    "path" in column ? [{ ...column, path: `mapping.${field}` }] : [],
  );
  if (unknown.length > 0)
    refuseColumns("jobs.unknown-column", "The file has no such column", unknown, header);
  const missing = Object.entries(fields).filter(
    ([field, need]) => need === "required" && !Object.hasOwn(chosen, field),
  );
  const faults = missing.map(([field]) => ({
    path: `mapping.${field}`,
    message: `No column gives ${field}`,
  }));
  if (faults.length > 0) refuseColumns("jobs.missing-column", "A column is missing", faults, header);
  return Object.fromEntries(found) as Partial<Record<Field, Column>>; // entries lose what their keys are
}

const byHeading = (fields: Readonly<Record<string, unknown>>, header: readonly string[]): Mapping =>
  Object.fromEntries(header.filter((name) => Object.hasOwn(fields, name)).map((name) => [name, name]));

function refuseColumns(
  code: string,
  message: string,
  faults: readonly Fault[],
  header: readonly string[],
): never {
  const wrong = faults.map((fault) => fault.message).join("; ");
  return refuse("invalid", code, `${message}: ${wrong}. ${told(header)}`, { faults });
}

const columnsTold = 30;
const cut = (text: string) => (text.length > 60 ? `${text.slice(0, 60).toWellFormed()}…` : text);

/** What the file's heading holds, for whoever has to mend the mapping or the file. */
function told(header: readonly string[]): string {
  const names = header.slice(0, columnsTold).map((name) => `"${cut(name)}"`);
  const more = header.length - names.length;
  const list = `The file has: ${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  const [, mark] = (header.length === 1 && /([;\t])/.exec(header[0] ?? "")) || [];
  if (mark === undefined) return list;
  return `${list}. Its cells seem to be separated by ${mark === "\t" ? "tabs" : "semicolons"}: save it with commas`;
}

function columnOf(field: string, given: ColumnSource, header: readonly string[]): Column | Fault {
  const source = typeof given === "string" ? { column: given, format: undefined } : given;
  if ("constant" in source) return { name: field, format: source.format, read: () => source.constant };
  const index = "index" in source ? source.index : header.indexOf(source.column);
  if ("column" in source && index !== header.lastIndexOf(source.column))
    return { path: field, message: `More than one column is headed "${source.column}"` };
  if (index < 0 || index >= header.length)
    return { path: field, message: "column" in source ? `"${source.column}"` : `no column ${index}` };
  return { name: header[index] || field, format: source.format, read: (cells) => cells[index]?.trim() ?? "" };
}
