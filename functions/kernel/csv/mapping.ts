import * as z from "zod";
import { type Fault, refuse } from "#functions/kernel/errors/app-error.ts";

const format = z.string().min(1).max(40).optional();

/** Where a field's value comes from: a column by its heading, a column by its place (from 0), or the same for every row. */
export const columnSource = z.union([
  z.string().min(1).max(200),
  z.strictObject({ column: z.string().min(1).max(200), format }),
  z.strictObject({ index: z.int().min(0).max(999), format }),
  z.strictObject({ constant: z.string().max(1000), format }),
]);

export type ColumnSource = z.infer<typeof columnSource>;

/** Field → where its value comes from. */
export const mapping = z.partialRecord(z.string(), columnSource);

export type Mapping = Readonly<z.infer<typeof mapping>>;

/** A field as it is read from the rows of one file. */
export interface Column {
  /** What the person who made the file calls it: its heading, or the field's name where it has none. */
  readonly name: string;
  readonly format: string | undefined;
  /** The text, trimmed; empty where the row has none. */
  readonly read: (cells: readonly string[]) => string;
}

/** What a context's rows consist of: field → whether an import can do without it. */
export type FieldList<Field extends string> = Readonly<Record<Field, "required" | "optional">>;

/**
 * Joins fields to columns. Without a mapping, a column whose heading is a field's name is that field.
 * @throws AppError `jobs.unknown-column` (a mapped column is not there, or its heading is there twice) or
 * `jobs.missing-column` (a required field has no column), each naming them all; kind `invalid`.
 */
export function columnsOf<Field extends string>(
  fields: FieldList<Field>,
  header: readonly string[],
  given: Mapping | undefined,
): Readonly<Partial<Record<Field, Column>>> {
  const chosen = given ?? byHeading(fields, header);
  const found = Object.entries(chosen).flatMap(([field, source]) =>
    source ? [[field, columnOf(field, source, header)] as const] : [],
  );
  const unknown = found.flatMap(([field, column]) =>
    "path" in column ? [{ ...column, path: `mapping.${field}` }] : [],
  );
  if (unknown.length > 0) refuseColumns("jobs.unknown-column", "The file has no such column", unknown);
  const missing = Object.entries(fields).filter(
    ([field, need]) => need === "required" && !Object.hasOwn(chosen, field),
  );
  const faults = missing.map(([field]) => ({
    path: `mapping.${field}`,
    message: `No column gives ${field}`,
  }));
  if (faults.length > 0) refuseColumns("jobs.missing-column", "A column is missing", faults);
  return Object.fromEntries(found) as Partial<Record<Field, Column>>; // entries lose what their keys are
}

const byHeading = (fields: Readonly<Record<string, unknown>>, header: readonly string[]): Mapping =>
  Object.fromEntries(header.filter((name) => Object.hasOwn(fields, name)).map((name) => [name, name]));

function refuseColumns(code: string, message: string, faults: readonly Fault[]): never {
  return refuse("invalid", code, `${message}: ${faults.map((f) => f.message).join("; ")}`, { faults });
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
