import { Readable } from "node:stream";
import { CsvError, type Info, type Options, parse } from "csv-parse";
import { strictText } from "#functions/kernel/csv/strict-text.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";

export interface CsvRow {
  /** As a spreadsheet numbers it: the header is row 1. */
  readonly number: number;
  readonly cells: readonly string[];
  /** Where the next row begins, in bytes from the start of the file. */
  readonly end: number;
}

/** A row boundary: the next byte to read, and the number of the row before it. */
export interface RowStart {
  readonly offset: number;
  readonly number: number;
}

export const fileStart: RowStart = { offset: 0, number: 0 };

/** Longer rows or wider ones are no table: a forgotten quote, another kind of file. */
const longestRow = 64 * 1024;
const mostColumns = 1_000;

const options: Options = {
  info: true,
  record_delimiter: ["\r\n", "\n", "\r"],
  relax_column_count: true,
  skip_empty_lines: false,
  max_record_size: longestRow,
};

/**
 * Reads the rows of a CSV file (RFC 4180; UTF-8, byte order mark accepted) one by one, from a row boundary on. Blank
 * rows are passed over, yet counted in the numbers. Holds no more than a row and a piece of the stream in memory.
 * @throws AppError kind `invalid`: `jobs.file-encoding`, `jobs.row-too-long` (over 64 KB or 1,000 columns),
 * `jobs.file-not-csv` (quotes that do not close).
 */
export async function* readRows(
  bytes: AsyncIterable<Uint8Array>,
  from: RowStart = fileStart,
): AsyncGenerator<CsvRow> {
  const source = Readable.from(strictText(bytes), { objectMode: false });
  const parser = parse({ ...options, bom: from.offset === 0 });
  source.on("error", (error) => parser.destroy(error)).pipe(parser);
  let number = from.number;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      // csv-parse types its records `any`
      number += 1;
      if (record.length > mostColumns) refuseLong(number);
      const row = { number, cells: record, end: from.offset + info.bytes };
      if (record.some((cell) => cell.trim() !== "")) yield row;
    }
  } catch (error) {
    throw error instanceof CsvError ? refusalOf(error, number + 1) : error;
  } finally {
    source.destroy();
  }
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: Info;
}

function refuseLong(row: number): never {
  return refuse("invalid", "jobs.row-too-long", `Row ${row} is longer than 64 KB or 1,000 columns`);
}

function refusalOf(error: CsvError, row: number): never {
  if (error.code === "CSV_MAX_RECORD_SIZE") return refuseLong(row);
  return refuse("invalid", "jobs.file-not-csv", `Row ${row} is not CSV: its quotes do not match`, {
    cause: error,
  });
}
