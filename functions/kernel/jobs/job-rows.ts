import { type CsvRow, fileStart, readRows } from "#functions/kernel/csv/read-rows.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import type { Files } from "#functions/kernel/files/files.ts";
import type { Headers, ImportRow } from "#functions/kernel/jobs/import-work.ts";
import type { ImportJob, Position } from "#functions/kernel/jobs/job.ts";

type JobFile = ImportJob["files"][number];

/** A row, and the place right after it. */
export interface PlacedRow {
  readonly row: ImportRow;
  readonly after: Position;
}

/**
 * The headings of a job's files, and the place where their rows of data begin.
 * @throws AppError `jobs.file-empty`, and what reading rows refuses; kind `invalid`.
 */
export async function openHeaders(
  files: Files,
  job: ImportJob,
): Promise<{ headers: Headers; start: Position }> {
  const firsts = await Promise.all(job.files.map((file) => firstRow(files, file)));
  const byName = <Value>(value: (row: CsvRow) => Value): Record<string, Value> =>
    Object.fromEntries(firsts.map(([name, row]) => [name, value(row)]));
  return {
    headers: byName((row) => row.cells.map((heading) => heading.trim())),
    start: { offsets: byName((row) => row.end), lines: byName((row) => row.number), rows: 0, itemsDone: 0 },
  };
}

async function firstRow(files: Files, file: JobFile): Promise<readonly [string, CsvRow]> {
  for await (const row of await rowsFrom(files, file, fileStart)) return [file.name, row];
  return refuse("invalid", "jobs.file-empty", `The file "${file.name}" is empty`);
}

const rowsFrom = async (files: Files, { key, etag = "" }: JobFile, from: typeof fileStart) =>
  readRows(await files.read(key, etag, from.offset), from);

/** The rows of a job's files in step, row n of each at a time, from a place on. */
export async function* jobRows(files: Files, job: ImportJob, from: Position): AsyncGenerator<PlacedRow> {
  const readers = await Promise.all(
    job.files.map(async (file) => {
      const start = { offset: from.offsets[file.name] ?? 0, number: from.lines[file.name] ?? 0 };
      return { name: file.name, rows: await rowsFrom(files, file, start) };
    }),
  );
  try {
    for (let at = from; ; ) {
      const next = await Promise.all(
        readers.map(async ({ name, rows }) => [name, await rows.next()] as const),
      );
      const found = next.flatMap(([name, { value, done }]) => (done ? [] : [[name, value] as const]));
      if (found.length === 0) return;
      at = positionAfter(at, found);
      yield { row: rowOf(found), after: at };
    }
  } finally {
    await Promise.all(readers.map(({ rows }) => rows.return(undefined)));
  }
}

type Found = readonly (readonly [string, CsvRow])[];

const rowOf = (found: Found): ImportRow => ({
  number: found[0]?.[1].number ?? 0,
  cells: Object.fromEntries(found.map(([name, { cells }]) => [name, cells])),
});

const positionAfter = (before: Position, found: Found): Position => ({
  offsets: { ...before.offsets, ...Object.fromEntries(found.map(([name, { end }]) => [name, end])) },
  lines: { ...before.lines, ...Object.fromEntries(found.map(([name, { number }]) => [name, number])) },
  rows: before.rows + 1,
  itemsDone: 0,
});
