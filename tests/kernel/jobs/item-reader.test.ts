import fc from "fast-check";
import { expect, test } from "vitest";
import type { ImportRow } from "#functions/kernel/jobs/import-work.ts";
import { itemReader } from "#functions/kernel/jobs/item-reader.ts";
import type { ImportJob, Position } from "#functions/kernel/jobs/job.ts";
import { jobRows, openHeaders } from "#functions/kernel/jobs/job-rows.ts";
import { memoryFiles } from "#tests/kernel/jobs/memory-jobs.ts";

const jobOf = (content: Readonly<Record<string, string>>): Pick<ImportJob, "files"> => ({
  files: Object.entries(content).map(([name, text]) => ({
    name,
    key: `T/t/c/j/${name}.csv`,
    etag: String(Buffer.byteLength(text)),
  })),
});

const open = async (
  content: Readonly<Record<string, string>>,
  itemsOf: (row: ImportRow) => readonly string[],
) => {
  const files = memoryFiles(content);
  const job = jobOf(content) as ImportJob;
  const { headers, start } = await openHeaders(files, job);
  return { headers, from: (at: Position = start) => itemReader(jobRows(files, job, at), at, itemsOf) };
};

const wide = ({ number, cells }: ImportRow) =>
  (cells["in"] ?? []).map((cell, at) => `${number}:${cell}-${cells["out"]?.[at] ?? ""}`);

test("rows of two files come in step, blank rows of each passed over", async () => {
  const { headers, from } = await open(
    { in: "id,mon,tue\n\n1,a,b\n2,c,d\n", out: "id,mon,tue\n1,A,B\n\n2,C,D\n3,E,F\n" },
    ({ cells }) => [JSON.stringify(cells)],
  );
  expect(headers).toEqual({ in: ["id", "mon", "tue"], out: ["id", "mon", "tue"] });
  const items = await from().peek(9);
  expect(items.map(({ item }) => JSON.parse(item))).toEqual([
    { in: ["1", "a", "b"], out: ["1", "A", "B"] },
    { in: ["2", "c", "d"], out: ["2", "C", "D"] },
    { out: ["3", "E", "F"] },
  ]);
  expect(items.map(({ row }) => row)).toEqual([3, 4, 5]);
});

test("from the place after any item, the rest comes, and nothing else", async () => {
  const rows = fc.array(fc.array(fc.constantFrom("", "x", "日本"), { minLength: 0, maxLength: 4 }), {
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(rows, async (cells) => {
      const text = (mark: string) =>
        ["id", ...cells.map((row, n) => [`${mark}${n}`, ...row].join(","))].join("\n");
      const { from } = await open({ in: text("i"), out: text("o") }, wide);
      const all = await from().peek(1000);
      for (const [n, { after }] of all.entries())
        expect(await from(after).peek(1000)).toEqual(all.slice(n + 1));
    }),
    { numRuns: 40 },
  );
});

test("what was only looked at comes again; what was passed does not", async () => {
  const { from } = await open({ in: "id\n1\n2\n3\n" }, ({ cells }) => cells["in"] ?? []);
  const reader = from();
  const named = async (count: number) => (await reader.peek(count)).map(({ item }) => item);
  expect(await named(2)).toEqual(["1", "2"]);
  expect(await named(3)).toEqual(["1", "2", "3"]);
  reader.pass(1);
  expect(await named(1)).toEqual(["2"]);
  await reader.close();
});
