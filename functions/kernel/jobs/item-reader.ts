import type { ImportRow, Placed } from "#functions/kernel/jobs/import-work.ts";
import type { Position } from "#functions/kernel/jobs/job.ts";
import type { PlacedRow } from "#functions/kernel/jobs/job-rows.ts";

/** An item, and the place right after it. */
export interface ReadItem<Item> extends Placed<Item> {
  readonly after: Position;
}

/** Items of a job in order, looked at before they are passed, so that a step may be offered the same ones again. */
export interface ItemReader<Item> {
  /** The next items, as many as wished; fewer only at the end. */
  readonly peek: (count: number) => Promise<readonly ReadItem<Item>[]>;
  readonly pass: (count: number) => void;
  readonly close: () => Promise<void>;
}

export function itemReader<Item>(
  rows: AsyncGenerator<PlacedRow>,
  from: Position,
  itemsOf: (row: ImportRow) => readonly Item[],
): ItemReader<Item> {
  const items = readItems(rows, from, itemsOf);
  const seen: ReadItem<Item>[] = [];
  return {
    peek: async (count) => {
      while (seen.length < count) {
        const { value, done } = await items.next();
        if (done) break;
        seen.push(value);
      }
      return seen.slice(0, count);
    },
    pass: (count) => {
      seen.splice(0, count);
    },
    close: async () => {
      await items.return(undefined);
      await rows.return(undefined);
    },
  };
}

async function* readItems<Item>(
  rows: AsyncGenerator<PlacedRow>,
  from: Position,
  itemsOf: (row: ImportRow) => readonly Item[],
): AsyncGenerator<ReadItem<Item>> {
  let before = from;
  for await (const { row, after } of rows) {
    const items = itemsOf(row);
    for (const [place, item] of items.entries()) {
      if (place < before.itemsDone) continue;
      const isLast = place === items.length - 1;
      yield { row: row.number, item, after: isLast ? after : { ...before, itemsDone: place + 1 } };
    }
    before = after;
  }
}
