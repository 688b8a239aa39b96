import * as z from "zod";
import { type DateFormat, readDate } from "#functions/kernel/csv/dates.ts";
import { type Column, columnsOf, type FieldList, type Mapping } from "#functions/kernel/csv/mapping.ts";
import type { ImportRow } from "#functions/kernel/jobs/import-work.ts";
import type { RowError } from "#functions/kernel/jobs/job.ts";
import { employeeFields } from "#functions/people/operations/employee-schemas.ts";

/** What a row of people may hold. */
export const personFields = {
  externalId: "required",
  name: "optional",
  givenName: "optional",
  familyName: "optional",
  email: "optional",
  department: "optional",
  position: "optional",
  /** By external id; the manager may stand anywhere in the file. */
  manager: "optional",
  hireDate: "optional",
  employmentStatus: "optional",
  timeZone: "optional",
} as const satisfies FieldList<string>;

type Field = keyof typeof personFields;

const { managerId: _, ...own } = employeeFields;
const person = z.object(own).partial().extend({ manager: employeeFields.externalId.optional() });

/** What was read of one row. An empty cell says nothing: the field stays as it is. */
export interface PersonRow {
  readonly fields: z.infer<typeof person>;
  readonly errors: readonly Omit<RowError, "row">[];
  /** What its columns are called, for errors that later checks find. */
  readonly columns: Readonly<Partial<Record<Field, string>>>;
}

const faults: Readonly<Record<string, readonly [code: string, message: string]>> = {
  email: ["people.bad-email", "This is not an e-mail address"],
  employmentStatus: ["people.bad-status", "This is none of active, on-leave, terminated"],
  timeZone: ["people.bad-time-zone", "This is not a time zone of the IANA database"],
};
const tooLong = ["people.bad-value", "This is too long"] as const;

/**
 * Makes the reader of a file's rows.
 * @throws AppError what joining columns refuses.
 */
export function personReader(header: readonly string[], mapping: Mapping | undefined) {
  const columns = columnsOf(personFields, header, mapping);
  const format = columns.hireDate?.format ?? "YYYY-MM-DD";
  const entries = Object.entries(columns);
  const names = Object.fromEntries(entries.map(([field, column]) => [field, column.name]));
  return (row: ImportRow): PersonRow => {
    const cells = Object.values(row.cells)[0] ?? [];
    const { hireDate: day, ...texts } = Object.fromEntries(
      entries.flatMap(([field, column]) => textOf(field, column, cells)),
    );
    const hireDate = day === undefined ? undefined : readDate(day, format);
    const { data, errors } = parsed({ ...texts, hireDate }, names);
    const missing =
      texts["externalId"] === undefined ? [{ column: names["externalId"] ?? "", ...missingId }] : [];
    const badDate = day === undefined || hireDate !== undefined ? [] : [badDay(day, format, names)];
    return { fields: data, errors: [...missing, ...errors, ...badDate], columns: names };
  };
}

const missingId = { code: "people.missing-external-id", message: "The row names no external id" };
const badDay = (day: string, format: DateFormat, names: Readonly<Record<string, string>>) => ({
  column: names["hireDate"] ?? "",
  code: "people.bad-date",
  message: `This is not a date of the form ${format}`,
  value: day,
});

function textOf(field: string, column: Column, cells: readonly string[]): [string, string][] {
  const text = column.read(cells);
  return text === "" ? [] : [[field, text]];
}

/** Takes what is right, and says what is wrong. */
function parsed(raw: Readonly<Record<string, unknown>>, names: Readonly<Record<string, string>>) {
  const result = person.safeParse(raw);
  if (result.success) return { data: result.data, errors: [] };
  const wrong = [...new Set(result.error.issues.map(({ path }) => String(path[0])))];
  const right = Object.entries(raw).filter(([field]) => !wrong.includes(field));
  const errors = wrong.map((field) => {
    const [code, message] = faults[field] ?? tooLong;
    return { column: names[field] ?? field, code, message, value: String(raw[field]) };
  });
  return { data: person.parse(Object.fromEntries(right)), errors };
}
