import { setTimeout as sleep } from "node:timers/promises";
import type { Patience } from "#functions/kernel/dynamodb/retry-conflicts.ts";

interface Batch<Key, Item> {
  readonly data: readonly Item[];
  readonly unprocessed: readonly Key[];
}

/** DynamoDB takes so many keys at a time. */
const keysPerCall = 100;
const attempts = 8;
const baseMs = 10;

const ordinary: Patience = { random: Math.random, sleep };

/**
 * Reads all items of a list of keys by electrodb's batch get, in no order, and asks again for those that a busy table
 * has left out. @throws Error when it keeps leaving them out.
 */
export async function getAll<Key, Item>(
  keys: readonly Key[],
  get: (keys: Key[]) => Promise<Batch<Key, Item>>,
  patience: Patience = ordinary,
): Promise<readonly Item[]> {
  const found: Item[] = [];
  let left = [...keys];
  for (let vain = 0; left.length > 0; ) {
    const asked = left.slice(0, keysPerCall);
    const { data, unprocessed } = await get(asked);
    found.push(...data);
    left = [...unprocessed, ...left.slice(keysPerCall)];
    vain = unprocessed.length === asked.length ? vain + 1 : 0;
    if (vain === attempts) throw new Error("The table was too busy to read it all");
    if (unprocessed.length > 0) await patience.sleep(patience.random() * baseMs * 2 ** vain);
  }
  return found;
}
