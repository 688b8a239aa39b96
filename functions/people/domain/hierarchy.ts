/** Tells, of many people at once, who is above each; people without a manager are missing from the answer. */
export type ManagersOf<Node extends string> = (people: readonly Node[]) => Promise<ReadonlyMap<Node, Node>>;

/**
 * The chain above each of some people, nearest first, read a level at a time for all of them together. A chain that
 * comes back to a person who stands in it already ends there, that person being named twice.
 */
export async function chainsAbove<Node extends string>(
  people: readonly Node[],
  managersOf: ManagersOf<Node>,
): Promise<ReadonlyMap<Node, readonly Node[]>> {
  const above = new Map<Node, Node | undefined>();
  let level = [...new Set(people)];
  while (level.length > 0) {
    const managers = await managersOf(level);
    for (const person of level) above.set(person, managers.get(person));
    level = [...new Set(managers.values())].filter((person) => !above.has(person));
  }
  return new Map(people.map((person) => [person, climb(person, above)]));
}

function climb<Node>(person: Node, above: ReadonlyMap<Node, Node | undefined>): readonly Node[] {
  const chain: Node[] = [];
  const met = new Set([person]);
  for (let next = above.get(person); next !== undefined; next = above.get(next)) {
    chain.push(next);
    if (met.has(next)) break;
    met.add(next);
  }
  return chain;
}

/** Whether the chain above a person leads back to that person. */
export const isInCycle = <Node>(person: Node, chain: readonly Node[]): boolean => chain.includes(person);
