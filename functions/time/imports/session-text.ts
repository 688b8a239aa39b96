import { type Column, columnsOf, type FieldList, type Mapping } from "#functions/kernel/csv/mapping.ts";
import type { Headers, ImportRow } from "#functions/kernel/jobs/import-work.ts";

/** A session as a file tells it, and the columns to blame. */
export interface SessionText {
  readonly externalId: string;
  readonly clockIn: string;
  readonly clockOut: string;
  readonly breakStart: string;
  readonly breakEnd: string;
  readonly timeZone: string;
  /** Heading of each field, for the list of errors. */
  readonly columns: Readonly<
    Record<"externalId" | "clockIn" | "clockOut" | "breakStart" | "breakEnd" | "timeZone", string>
  >;
  /** Set when the row cannot be understood at all. */
  readonly fault?: "time.rows-do-not-match";
}

/** The fields of a session in a file. */
export const sessionFields = {
  externalId: "required",
  clockIn: "required",
  clockOut: "required",
  breakStart: "optional",
  breakEnd: "optional",
  timeZone: "optional",
} as const satisfies FieldList<string>;

type Field = keyof typeof sessionFields;

const fieldNames: readonly Field[] = [
  "externalId",
  "clockIn",
  "clockOut",
  "breakStart",
  "breakEnd",
  "timeZone",
];

const textOf = (column: Column | undefined, cells: readonly string[]): string => {
  const text = column?.read(cells) ?? "";
  return text === "NA" ? "" : text;
};

const byField = (value: (field: Field) => string): Record<Field, string> => ({
  externalId: value("externalId"),
  clockIn: value("clockIn"),
  clockOut: value("clockOut"),
  breakStart: value("breakStart"),
  breakEnd: value("breakEnd"),
  timeZone: value("timeZone"),
});

/** One row a session: file `punches`, a column for each field. */
export function longForm(headers: Headers, mapping: Mapping | undefined): (row: ImportRow) => SessionText[] {
  const columns = columnsOf(sessionFields, headers["punches"] ?? [], mapping);
  const names = byField((field) => columns[field]?.name ?? field);
  return ({ cells }) => {
    const row = cells["punches"] ?? [];
    const texts = byField((field) => textOf(columns[field], row));
    return fieldNames.every((field) => texts[field] === "") ? [] : [{ ...texts, columns: names }];
  };
}

const wideFields = { externalId: "required" } as const satisfies FieldList<string>;
const firstColumn: Mapping = { externalId: { index: 0 } };

/**
 * One row a person, one column a day: file `in` tells when they came, file `out` when they went. Both list the same
 * people in the same order; a column of one belongs to the column with the same heading of the other.
 */
export function wideForm(headers: Headers, mapping: Mapping | undefined): (row: ImportRow) => SessionText[] {
  const { in: came = [], out: went = [] } = headers;
  const who = columnsOf(wideFields, came, mapping ?? firstColumn).externalId;
  const whoOut = columnsOf(wideFields, went, mapping ?? firstColumn).externalId;
  const days = came.flatMap((heading, at) => {
    const out = went.indexOf(heading);
    return who?.name === heading || heading === "" || out < 0 ? [] : [{ heading, at, out }];
  });
  return ({ cells: { in: inRow = [], out: outRow = [] } }) => {
    const externalId = textOf(who, inRow);
    if (externalId !== textOf(whoOut, outRow)) return [mismatch(externalId)];
    return days.flatMap(({ heading, at, out }) => {
      const clockIn = present(inRow[at]);
      const clockOut = present(outRow[out]);
      const columns = byField((field) => (field === "externalId" ? (who?.name ?? field) : heading));
      return clockIn || clockOut ? [{ ...byField(() => ""), externalId, clockIn, clockOut, columns }] : [];
    });
  };
}

const present = (text = ""): string => (text.trim() === "NA" ? "" : text.trim());

const mismatch = (externalId: string): SessionText => ({
  ...byField(() => ""),
  externalId,
  columns: byField((field) => field),
  fault: "time.rows-do-not-match",
});
