/** An answer of electrodb's batch get: what was found, and the keys that DynamoDB left for another time. */
interface BatchAnswer<Key, Item> {
  readonly data: readonly Item[];
  readonly unprocessed: readonly Key[];
}

const tries = 8;

/**
 * Reads items by their keys, consistently, asking again for those that DynamoDB did not get to.
 * @throws Error when it keeps leaving some.
 */
export async function getAll<Key, Item>(
  keys: readonly Key[],
  get: (keys: Key[]) => Promise<BatchAnswer<Key, Item>>,
): Promise<readonly Item[]> {
  const found: Item[] = [];
  let left = [...keys];
  for (let attempt = 0; left.length > 0; attempt++) {
    if (attempt === tries) throw new Error(`DynamoDB left ${left.length} keys of a batch unread`);
    const { data, unprocessed } = await get(left);
    found.push(...data);
    left = [...unprocessed];
  }
  return found;
}
