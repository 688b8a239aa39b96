import { expect, test } from "vitest";
import { getAll } from "#functions/kernel/dynamodb/get-all.ts";

const patience = { random: () => 0, sleep: async () => {} };
const keys = Array.from({ length: 250 }, (_, n) => n);

test("all keys are read, a hundred at a time, and what a busy table leaves out is asked for again", async () => {
  const asked: number[] = [];
  const found = await getAll(
    keys,
    async (some) => {
      asked.push(some.length);
      const done = asked.length % 3 === 0 ? 0 : Math.ceil(some.length / 2);
      return { data: some.slice(0, done), unprocessed: some.slice(done) };
    },
    patience,
  );
  expect(found.toSorted((a, b) => a - b)).toEqual(keys);
  expect(Math.max(...asked)).toBe(100);
});

test("a table that stays busy is told of, not waited for", async () => {
  await expect(getAll([1], async (unprocessed) => ({ data: [], unprocessed }), patience)).rejects.toThrow(
    "too busy",
  );
});
