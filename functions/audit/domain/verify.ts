import { nodeHash } from "#functions/audit/domain/merkle.ts";

type Hash = Uint8Array;

const isOdd = (n: number): boolean => n % 2 === 1;
const half = (n: number): number => Math.floor(n / 2);
const equal = (a: Hash, b: Hash): boolean => Buffer.compare(a, b) === 0;

/** Skips levels at which a node has no sibling, up to where it is a right child or the first. */
function climb(fn: number, sn: number): readonly [fn: number, sn: number] {
  let [first, last] = [fn, sn];
  while (!isOdd(first) && first !== 0) [first, last] = [half(first), half(last)];
  return [first, last];
}

/** Whether each hash of a proof stands to the left on the way up to the root; `undefined` for a proof of the wrong length. */
function sidesOf(index: number, last: number, length: number): readonly boolean[] | undefined {
  let [fn, sn] = [index, last];
  const sides: boolean[] = [];
  while (sides.length < length && sn > 0) {
    const isLeft = isOdd(fn) || fn === sn;
    sides.push(isLeft);
    if (isLeft) [fn, sn] = climb(fn, sn);
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && sides.length === length ? sides : undefined;
}

/** The root that an inclusion proof leads to (RFC 9162 §2.1.3.2); `undefined` for a proof of the wrong length. */
export function rootOfInclusion(
  leaf: Hash,
  index: number,
  size: number,
  proof: readonly Hash[],
): Hash | undefined {
  const sides = index >= 0 && index < size ? sidesOf(index, size - 1, proof.length) : undefined;
  return (
    sides && proof.reduce((root, hash, at) => (sides[at] ? nodeHash(hash, root) : nodeHash(root, hash)), leaf)
  );
}

/** A tree as a checkpoint states it. */
export interface Tree {
  readonly size: number;
  readonly root: Hash;
}

/** Whether the proof shows that the first tree is the beginning of the second (RFC 9162 §2.1.4.2). */
export function isConsistent(first: Tree, second: Tree, proof: readonly Hash[]): boolean {
  if (first.size < 1 || first.size > second.size) return false;
  if (first.size === second.size) return proof.length === 0 && equal(first.root, second.root);
  // A first tree that is a perfect subtree of the second is its own first step.
  const [start, ...path] = Number.isInteger(Math.log2(first.size)) ? [first.root, ...proof] : proof;
  if (start === undefined) return false;
  let [fn, sn] = [first.size - 1, second.size - 1];
  while (isOdd(fn)) [fn, sn] = [half(fn), half(sn)];
  const sides = sidesOf(fn, sn, path.length);
  if (sides === undefined) return false;
  const firstRoot = path.reduce((root, hash, at) => (sides[at] ? nodeHash(hash, root) : root), start);
  const secondRoot = path.reduce(
    (root, hash, at) => (sides[at] ? nodeHash(hash, root) : nodeHash(root, hash)),
    start,
  );
  return equal(firstRoot, first.root) && equal(secondRoot, second.root);
}
