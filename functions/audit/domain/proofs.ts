import { nodeHash } from "#functions/audit/domain/merkle.ts";

/** The root of a perfect subtree: of 2^level leaves, the `index`th of its size. */
export interface Node {
  readonly level: number;
  readonly index: number;
}

/** Leaves from `from` up to, not including, `to`. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** The largest power of two smaller than n. */
const split = (n: number): number => 2 ** Math.floor(Math.log2(n - 1));

/** PATH(m, D[n]) of RFC 9162 §2.1.3.1: what each hash of the inclusion proof covers, nearest the leaf first. */
function inclusionRanges(index: number, { from, to }: Range): readonly Range[] {
  if (to - from === 1) return [];
  const middle = from + split(to - from);
  const left = { from, to: middle };
  const right = { from: middle, to };
  return index < middle ? [...inclusionRanges(index, left), right] : [...inclusionRanges(index, right), left];
}

/** SUBPROOF(m, D[n], b) of RFC 9162 §2.1.4.1. */
function consistencyRanges(size: number, { from, to }: Range, isOwnTree: boolean): readonly Range[] {
  if (size === to) return isOwnTree ? [] : [{ from, to }];
  const middle = from + split(to - from);
  const left = { from, to: middle };
  const right = { from: middle, to };
  return size <= middle
    ? [...consistencyRanges(size, left, isOwnTree), right]
    : [...consistencyRanges(size, right, false), left];
}

/** The perfect subtrees that a range of a proof consists of, left to right. */
function nodesOf({ from, to }: Range): readonly Node[] {
  const nodes: Node[] = [];
  for (let at = from; at < to; ) {
    const size = 2 ** Math.floor(Math.log2(to - at));
    nodes.push({ level: Math.log2(size), index: at / size });
    at += size;
  }
  return nodes;
}

/** Gives the hashes of nodes, in order. */
export type ReadNodes = (nodes: readonly Node[]) => Promise<readonly Uint8Array[]>;

async function hashesOf(ranges: readonly Range[], read: ReadNodes): Promise<readonly Uint8Array[]> {
  const wanted = ranges.map(nodesOf);
  const found = (await read(wanted.flat()))[Symbol.iterator]();
  return wanted.map((nodes) => {
    const hashes = nodes.map(() => found.next().value ?? missing());
    return hashes.reduceRight((right, left) => nodeHash(left, right));
  });
}

const missing = (): never => {
  throw new Error("A node of the tree is missing");
};

/** Shows that the leaf at `index` is in the tree of this size. O(log n) nodes are read. */
export const inclusionProof = (
  index: number,
  size: number,
  read: ReadNodes,
): Promise<readonly Uint8Array[]> => hashesOf(inclusionRanges(index, { from: 0, to: size }), read);

/** Shows that the tree of size `from`, at least 1, is the beginning of the one of size `size`. */
export const consistencyProof = (
  from: number,
  size: number,
  read: ReadNodes,
): Promise<readonly Uint8Array[]> =>
  hashesOf(from === size ? [] : consistencyRanges(from, { from: 0, to: size }, true), read);
