import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  appendLeaf,
  emptyRoot,
  type Frontier,
  leafHash,
  nodeHash,
  rootOf,
} from "#functions/audit/domain/merkle.ts";
import { consistencyProof, inclusionProof, type ReadNodes } from "#functions/audit/domain/proofs.ts";
import { isConsistent, rootOfInclusion } from "#functions/audit/domain/verify.ts";

// The definitions of RFC 9162 §2.1, word for word, over whole lists of leaves.
const powerBelow = (n: number): number => {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
};
const roots = new Map<string, Uint8Array>();
const naiveRoot = (leaves: readonly Uint8Array[]): Uint8Array => {
  const key = leaves.map((leaf) => Buffer.from(leaf).toString("latin1", 0, 8)).join();
  const root = roots.get(key) ?? freshRoot(leaves);
  roots.set(key, root);
  return root;
};
const freshRoot = (leaves: readonly Uint8Array[]): Uint8Array => {
  const [only] = leaves;
  if (!only) return emptyRoot();
  if (leaves.length === 1) return only;
  const k = powerBelow(leaves.length);
  return nodeHash(naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
};
const naivePath = (m: number, leaves: readonly Uint8Array[]): Uint8Array[] => {
  if (leaves.length === 1) return [];
  const k = powerBelow(leaves.length);
  return m < k
    ? [...naivePath(m, leaves.slice(0, k)), naiveRoot(leaves.slice(k))]
    : [...naivePath(m - k, leaves.slice(k)), naiveRoot(leaves.slice(0, k))];
};
const naiveSubproof = (m: number, leaves: readonly Uint8Array[], own: boolean): Uint8Array[] => {
  if (m === leaves.length) return own ? [] : [naiveRoot(leaves)];
  const k = powerBelow(leaves.length);
  return m <= k
    ? [...naiveSubproof(m, leaves.slice(0, k), own), naiveRoot(leaves.slice(k))]
    : [...naiveSubproof(m - k, leaves.slice(k), false), naiveRoot(leaves.slice(0, k))];
};

const leavesOf = (n: number) => Array.from({ length: n }, (_, at) => leafHash(`leaf ${at}`));
const frontierOf = (leaves: readonly Uint8Array[]): Frontier =>
  leaves.reduce<Frontier>((frontier, leaf, size) => appendLeaf(frontier, size, leaf), []);
const reading =
  (leaves: readonly Uint8Array[]): ReadNodes =>
  async (nodes) =>
    nodes.map(({ level, index }) => naiveRoot(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)));
const hex = (hashes: readonly Uint8Array[]) => hashes.map((hash) => Buffer.from(hash).toString("hex"));

const largest = 200;
const all = leavesOf(largest);

// The test vectors of Certificate Transparency, which Trillian, Tessera and others share.
const ctLeaves = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
];
const ctRoots = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

test("roots are those of the Certificate Transparency vectors", () => {
  const leaves = ctLeaves.map((leaf) => leafHash(Buffer.from(leaf, "hex")));
  const roots = ctRoots.map((_, size) => rootOf(frontierOf(leaves.slice(0, size))));
  expect(hex(roots)).toEqual(ctRoots);
});

test("proofs are those of the Certificate Transparency vectors", async () => {
  const leaves = ctLeaves.map((leaf) => leafHash(Buffer.from(leaf, "hex")));
  expect(hex(await inclusionProof(0, 8, reading(leaves)))).toEqual([
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
  ]);
  expect(hex(await inclusionProof(5, 8, reading(leaves)))).toEqual([
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  ]);
  expect(hex(await consistencyProof(6, 8, reading(leaves)))).toEqual([
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  ]);
  expect(hex(await consistencyProof(2, 5, reading(leaves)))).toEqual([
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
  ]);
});

test(`the frontier tells the root at every size up to ${largest}`, () => {
  let frontier: Frontier = [];
  for (let size = 0; size <= largest; size++) {
    expect(rootOf(frontier)).toEqual(naiveRoot(all.slice(0, size)));
    const leaf = all[size];
    if (leaf) frontier = appendLeaf(frontier, size, leaf);
  }
});

test(`inclusion proofs are the RFC's, and verify, for every leaf of every tree up to ${largest}`, async () => {
  for (let size = 1; size <= largest; size++) {
    const leaves = all.slice(0, size);
    const root = naiveRoot(leaves);
    for (const [index, leaf] of leaves.entries()) {
      const proof = await inclusionProof(index, size, reading(leaves));
      expect(proof).toEqual(naivePath(index, leaves));
      expect(rootOfInclusion(leaf, index, size, proof)).toEqual(root);
    }
  }
});

test(`consistency proofs are the RFC's, and verify, between all trees up to ${largest}`, async () => {
  for (let size = 1; size <= largest; size++) {
    const leaves = all.slice(0, size);
    const second = { size, root: naiveRoot(leaves) };
    for (let from = 1; from <= size; from++) {
      const proof = await consistencyProof(from, size, reading(leaves));
      expect(proof).toEqual(naiveSubproof(from, leaves, true));
      expect(isConsistent({ size: from, root: naiveRoot(leaves.slice(0, from)) }, second, proof)).toBe(true);
    }
  }
});

const damaged = (hash: Uint8Array, bit: number): Uint8Array => {
  const copy = Buffer.from(hash);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
};
const trees = fc
  .integer({ min: 2, max: largest })
  .chain((size) =>
    fc.record({ size: fc.constant(size), index: fc.nat(size - 1), bit: fc.nat(255), at: fc.nat(20) }),
  );

test("no damaged, shortened, lengthened or misplaced inclusion proof verifies", async () => {
  await fc.assert(
    fc.asyncProperty(trees, async ({ size, index, bit, at }) => {
      const leaves = all.slice(0, size);
      const root = naiveRoot(leaves);
      const leaf = all[index] ?? root;
      const proof = await inclusionProof(index, size, reading(leaves));
      const bad = [
        rootOfInclusion(damaged(leaf, bit), index, size, proof),
        rootOfInclusion(
          leaf,
          index,
          size,
          proof.with(at % proof.length, damaged(proof[at % proof.length] ?? leaf, bit)),
        ),
        rootOfInclusion(leaf, index, size, proof.slice(1)),
        rootOfInclusion(leaf, index, size, [...proof, root]),
        rootOfInclusion(leaf, (index + 1) % size, size, proof),
        rootOfInclusion(leaf, size, size, proof),
      ];
      for (const other of bad) expect(other).not.toEqual(root);
    }),
  );
});

test("no damaged, shortened or lengthened consistency proof verifies", async () => {
  await fc.assert(
    fc.asyncProperty(trees, async ({ size, index, bit, at }) => {
      const from = index + 1;
      fc.pre(from < size);
      const leaves = all.slice(0, size);
      const first = { size: from, root: naiveRoot(leaves.slice(0, from)) };
      const second = { size, root: naiveRoot(leaves) };
      const proof = await consistencyProof(from, size, reading(leaves));
      const hash = proof[at % proof.length] ?? second.root;
      const bad = [
        isConsistent({ ...first, root: damaged(first.root, bit) }, second, proof),
        isConsistent(first, { ...second, root: damaged(second.root, bit) }, proof),
        isConsistent(first, second, proof.with(at % proof.length, damaged(hash, bit))),
        isConsistent(first, second, proof.slice(0, -1)),
        isConsistent(first, second, [...proof, hash]),
        isConsistent(second, first, proof),
        isConsistent({ size: 0, root: emptyRoot() }, second, []),
      ];
      expect(bad).toEqual(bad.map(() => false));
    }),
  );
});
