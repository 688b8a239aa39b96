import fc from "fast-check";
import { expect, test } from "vitest";
import { type CsvRow, fileStart, type RowStart, readRows } from "#functions/kernel/csv/read-rows.ts";

/** A stream that comes in pieces of the given sizes, over and over. */
async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function collect(rows: AsyncIterable<CsvRow>): Promise<CsvRow[]> {
  const all: CsvRow[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

const rowsOf = async (text: string | Buffer, sizes = [7], from: RowStart = fileStart): Promise<CsvRow[]> =>
  collect(readRows(inPieces(Buffer.from(text).subarray(from.offset), sizes), from));

const cell = fc.string({
  unit: fc.constantFrom("a", '"', ",", "\n", "\r\n", "日", "é", "😀", " "),
  maxLength: 6,
});
const sheet = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 12 });
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const isBlank = (cells: readonly string[]) => cells.every((text) => text.trim() === "");

test("rows come back as they were written, from any row boundary on, however the bytes arrive", async () => {
  const pieces = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      sheet,
      pieces,
      fc.constantFrom("\n", "\r\n"),
      fc.boolean(),
      async (cells, sizes, end, mark) => {
        const text = (mark ? "\ufeff" : "") + cells.map((row) => row.map(quoted).join(",") + end).join("");
        const all = await rowsOf(text, sizes);
        expect(all.map((row) => row.cells)).toEqual(cells.filter((row) => !isBlank(row)));
        expect(all.map((row) => row.number)).toEqual(
          cells.flatMap((row, n) => (isBlank(row) ? [] : [n + 1])),
        );
        for (const [at, row] of all.entries()) {
          const rest = await rowsOf(text, sizes, { offset: row.end, number: row.number });
          expect(rest).toEqual(all.slice(at + 1));
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("blank rows are passed over and still counted", async () => {
  const rows = await rowsOf("id,name\n\n1,Ada\n , \n2,Ben\n");
  expect(rows.map(({ number, cells }) => [number, cells[0]])).toEqual([
    [1, "id"],
    [3, "1"],
    [5, "2"],
  ]);
});

test.each([
  ["UTF-16, little end first", Buffer.from("\ufeffid", "utf16le"), "jobs.file-encoding"],
  ["UTF-16, big end first", Buffer.from([0xfe, 0xff, 0, 0x69]), "jobs.file-encoding"],
  ["Latin 1", Buffer.from("id\nJos\xe9\n", "latin1"), "jobs.file-encoding"],
  ["a character cut short at the end", Buffer.from("id\né").subarray(0, 4), "jobs.file-encoding"],
  ["NUL bytes", Buffer.from("id\na\0b\n"), "jobs.file-encoding"],
  ["a quote that never closes", Buffer.from('id\n"open\nand more\n'), "jobs.file-not-csv"],
  ["a quote in the middle of a cell", Buffer.from('id\nab"c\n'), "jobs.file-not-csv"],
  ["a row over 64 KB", Buffer.from(`id\n${"x".repeat(70_000)}\n`), "jobs.row-too-long"],
  ["more than 1,000 columns", Buffer.from(`id\n${",".repeat(1_000)}\n`), "jobs.row-too-long"],
])("%s is refused", async (_name, bytes, code) => {
  await expect(rowsOf(bytes, [1_000])).rejects.toMatchObject({ kind: "invalid", code });
});

test("an endless row without a line break is refused long before the file ends", async () => {
  let given = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (; given < 1_000; given++) yield Buffer.alloc(64 * 1024, "x");
  }
  await expect(collect(readRows(endless()))).rejects.toMatchObject({ code: "jobs.row-too-long" });
  expect(given).toBeLessThan(20);
});
