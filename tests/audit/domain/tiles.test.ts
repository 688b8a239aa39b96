import * as fc from "fast-check";
import { expect, test } from "vitest";
import { appendLeaf, type Frontier, leafHash, rootOf } from "#functions/audit/domain/merkle.ts";
import { inclusionProof, type Node, type ReadNodes } from "#functions/audit/domain/proofs.ts";
import {
  growingTiles,
  growTiles,
  nodeOf,
  type Tile,
  type TileAt,
  tileOf,
  tileWidth,
} from "#functions/audit/domain/tiles.ts";
import { rootOfInclusion } from "#functions/audit/domain/verify.ts";

const nameOf = ({ level, index }: TileAt) => `${level}/${index}`;

/** Keeps tiles as the table does: it knows but those it was given. */
const shelf = () => {
  const tiles = new Map<string, Tile>();
  const get = (at: TileAt): Tile => {
    const tile = tiles.get(nameOf(at));
    if (!tile) throw new Error(`No tile ${nameOf(at)}`);
    return tile;
  };
  const add = (size: number, leaves: readonly Uint8Array[]) => {
    for (const tile of growTiles(size, leaves, growingTiles(size, leaves.length).map(get)))
      tiles.set(nameOf(tile), tile);
  };
  const read: ReadNodes = async (nodes: readonly Node[]) =>
    nodes.map((node) => nodeOf(node, get(tileOf(node))));
  return { add, read, tiles };
};

const leaf = (at: number) => leafHash(`leaf ${at}`);

test("tiles that grew by batches of any size prove every leaf", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 12 }),
      fc.nat(),
      async (batches, pick) => {
        const { add, read, tiles } = shelf();
        let frontier: Frontier = [];
        let size = 0;
        for (const count of batches) {
          const leaves = Array.from({ length: count }, (_, at) => leaf(size + at));
          add(size, leaves);
          for (const [at, hash] of leaves.entries()) frontier = appendLeaf(frontier, size + at, hash);
          size += count;
        }
        fc.pre(size > 0);
        const index = pick % size;
        expect(rootOfInclusion(leaf(index), index, size, await inclusionProof(index, size, read))).toEqual(
          rootOf(frontier),
        );
        expect([...tiles.values()].filter(({ level }) => level === 0)).toHaveLength(
          Math.ceil(size / tileWidth),
        );
      },
    ),
    { numRuns: 60 },
  );
});

test("a tree of three levels of tiles is proved from few of them", async () => {
  const size = tileWidth ** 2 + 70;
  const { add, read, tiles } = shelf();
  let frontier: Frontier = [];
  for (let at = 0; at < size; at += 90) {
    const leaves = Array.from({ length: Math.min(90, size - at) }, (_, offset) => leaf(at + offset));
    add(at, leaves);
    for (const [offset, hash] of leaves.entries()) frontier = appendLeaf(frontier, at + offset, hash);
  }
  expect(Math.max(...[...tiles.values()].map(({ level }) => level))).toBe(2);
  const asked = new Set<string>();
  const counting: ReadNodes = (nodes) => {
    for (const node of nodes) asked.add(nameOf(tileOf(node)));
    return read(nodes);
  };
  const proof = await inclusionProof(1000, size, counting);
  expect(rootOfInclusion(leaf(1000), 1000, size, proof)).toEqual(rootOf(frontier));
  expect(asked.size).toBeLessThanOrEqual(4);
});

test("a tile that has not grown far enough tells so", () => {
  const tile = { level: 0, index: 0, hashes: [leaf(0)] };
  expect(() => nodeOf({ level: 1, index: 0 }, tile)).toThrow("not grown");
  expect(() => growTiles(3, [leaf(3)], [])).toThrow("missing");
});
