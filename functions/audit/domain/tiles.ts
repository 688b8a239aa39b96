import { nodeHash } from "#functions/audit/domain/merkle.ts";
import type { Node } from "#functions/audit/domain/proofs.ts";

/** Levels of the tree that one tile spans. */
const height = 6;
/** Hashes in a full tile. */
export const tileWidth = 2 ** height;

/**
 * Where a tile lies: on level 0 are those of leaf hashes, on level n those of the roots of the full tiles below. Every
 * hash of a perfect subtree can be told from one tile, and a tile never changes but by growing.
 */
export interface TileAt {
  readonly level: number;
  readonly index: number;
}

export interface Tile extends TileAt {
  /** At most `tileWidth`, from the left. */
  readonly hashes: readonly Uint8Array[];
}

/** The tile that tells a node's hash. */
export const tileOf = ({ level, index }: Node): TileAt => ({
  level: Math.floor(level / height),
  index: Math.floor((index * 2 ** (level % height)) / tileWidth),
});

/** A node's hash, from its tile. */
export function nodeOf({ level, index }: Node, { hashes }: Tile): Uint8Array {
  const count = 2 ** (level % height);
  const first = (index * count) % tileWidth;
  const own = hashes.slice(first, first + count);
  if (own.length < count) throw new Error("The tile has not grown that far");
  return perfectRoot(own);
}

function perfectRoot(hashes: readonly Uint8Array[]): Uint8Array {
  const [left, right] = hashes;
  if (!left || !right) return left ?? missing();
  const middle = hashes.length / 2;
  return nodeHash(perfectRoot(hashes.slice(0, middle)), perfectRoot(hashes.slice(middle)));
}

const missing = (): never => {
  throw new Error("A tile has no such hash");
};

/** The tiles that were begun already and grow when so many leaves are added to a tree of this size. */
export function growingTiles(size: number, added: number): readonly TileAt[] {
  const tiles: TileAt[] = [];
  let [before, after] = [size, size + added];
  for (let level = 0; after > before; level++) {
    if (before % tileWidth > 0) tiles.push({ level, index: Math.floor(before / tileWidth) });
    [before, after] = [Math.floor(before / tileWidth), Math.floor(after / tileWidth)];
  }
  return tiles;
}

/** The tiles as they are once the leaves are added; `begun` holds the growing ones as they were. */
export function growTiles(
  size: number,
  leaves: readonly Uint8Array[],
  begun: readonly Tile[],
): readonly Tile[] {
  const grown: Tile[] = [];
  let [before, hashes] = [size, leaves];
  for (let level = 0; hashes.length > 0; level++) {
    const tiles = growLevel(level, before, hashes, begun);
    grown.push(...tiles);
    hashes = tiles.filter((tile) => tile.hashes.length === tileWidth).map((tile) => perfectRoot(tile.hashes));
    before = Math.floor(before / tileWidth);
  }
  return grown;
}

function growLevel(
  level: number,
  before: number,
  hashes: readonly Uint8Array[],
  begun: readonly Tile[],
): Tile[] {
  const first = Math.floor(before / tileWidth);
  const kept = begun.find((tile) => tile.level === level && tile.index === first)?.hashes ?? [];
  if (kept.length < before % tileWidth) throw new Error("A begun tile is missing");
  const all = [...kept.slice(0, before % tileWidth), ...hashes];
  return Array.from({ length: Math.ceil(all.length / tileWidth) }, (_, at) => ({
    level,
    index: first + at,
    hashes: all.slice(at * tileWidth, (at + 1) * tileWidth),
  }));
}
