import { nodeOf, type Tile, type TileAt, tileOf } from "#functions/audit/domain/tiles.ts";
import type { Log, ReadTree } from "#functions/audit/ports.ts";

const tilesKept = 500;

const nameOf = ({ level, index }: TileAt): string => `${level}/${index}`;

/**
 * Reads hashes of the tree from its tiles, each tile once. Make one for each proof, or for many proofs of one
 * checkpoint: what lies within a checkpoint never changes.
 */
export const treeReader =
  (log: Pick<Log, "tiles">): ReadTree =>
  (tenantId) => {
    const known = new Map<string, Tile>();
    return async (nodes) => {
      if (known.size > tilesKept) known.clear();
      const wanted = new Map(nodes.map(tileOf).map((at) => [nameOf(at), at]));
      const unknown = [...wanted].flatMap(([name, at]) => (known.has(name) ? [] : [at]));
      for (const tile of await log.tiles(tenantId, unknown)) known.set(nameOf(tile), tile);
      return nodes.map((node) => nodeOf(node, known.get(nameOf(tileOf(node))) ?? missing()));
    };
  };

const missing = (): never => {
  throw new Error("A tile of the tree is missing");
};
