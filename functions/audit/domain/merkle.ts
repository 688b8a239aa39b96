import { createHash } from "node:crypto";

/** The Merkle tree hash of RFC 9162 §2.1.1 with SHA-256. */
const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const leafPrefix = Buffer.of(0);
const nodePrefix = Buffer.of(1);

export const leafHash = (leaf: Uint8Array | string): Buffer => sha256(leafPrefix, Buffer.from(leaf));

export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(nodePrefix, left, right);

/** The root of a tree without leaves. */
export const emptyRoot = (): Buffer => sha256();

/**
 * The roots of the perfect subtrees that a tree consists of, largest first: one for each 1 in the binary form of its
 * size. With them alone leaves can be added and the root told.
 */
export type Frontier = readonly Uint8Array[];

/** The frontier with one more leaf, given the size before. */
export function appendLeaf(frontier: Frontier, size: number, leaf: Uint8Array): Frontier {
  let node = leaf;
  const left = [...frontier];
  // Each 1 at the end of the size is a subtree as large as the one in hand: together they make one of twice the size.
  for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2))
    node = nodeHash(left.pop() ?? node, node);
  return [...left, node];
}

/** The root of a tree with this frontier. */
export function rootOf(frontier: Frontier): Uint8Array {
  const [first, ...others] = [...frontier].reverse();
  return others.reduce<Uint8Array>((right, left) => nodeHash(left, right), first ?? emptyRoot());
}
