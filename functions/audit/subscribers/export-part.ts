import type { Entry } from "#functions/audit/domain/entry.ts";
import { endLine, entryLine, headerLine } from "#functions/audit/domain/export-format.ts";
import type { ExportJob } from "#functions/audit/domain/export-job.ts";
import { inclusionProof, type ReadNodes } from "#functions/audit/domain/proofs.ts";
import { tileWidth } from "#functions/audit/domain/tiles.ts";
import type { Entries, Log, ReadTree } from "#functions/audit/ports.ts";

export interface PartDeps {
  readonly entries: Entries;
  readonly log: Log;
  readonly tree: ReadTree;
  /** A part is closed once it is so large; S3 wants at least 5 MiB of all but the last. */
  readonly partBytes: number;
}

type End = NonNullable<ExportJob["checkpoint"]>;

/** The next part of an export's file: whole leaf tiles of entries, with the first line before and the last line after. */
export async function nextPart(
  deps: PartDeps,
  { tenantId, processed: first }: ExportJob,
  end: End,
): Promise<{ readonly bytes: Buffer; readonly processed: number }> {
  const read = deps.tree(tenantId);
  const { size, key } = end;
  const lines = first === 0 ? [headerLine({ format: "tenure.audit-export.v1", tenantId, size, key })] : [];
  let processed = first;
  for (let bytes = 0; processed < size && bytes < deps.partBytes; ) {
    const entries = await entriesFrom(deps, tenantId, processed, size);
    const tile = await Promise.all(entries.map((entry, at) => lineOf(entry, processed + at, size, read)));
    lines.push(...tile);
    bytes += tile.reduce((sum, line) => sum + line.length, 0);
    processed += entries.length;
  }
  if (processed === size) lines.push(endLine({ checkpoint: end.signed, entries: size }));
  return { bytes: Buffer.from(lines.join("")), processed };
}

const lineOf = async ({ leaf }: Entry, index: number, size: number, read: ReadNodes): Promise<string> =>
  entryLine(leaf, index, await inclusionProof(index, size, read));

/** The rest of the leaf tile that begins with this place, in order. */
async function entriesFrom(
  { entries, log }: PartDeps,
  tenantId: string,
  first: number,
  size: number,
): Promise<readonly Entry[]> {
  const tile = Math.floor(first / tileWidth);
  const ids = (await log.placed(tenantId, tile)).slice(first % tileWidth, size - tile * tileWidth);
  const found = new Map((await entries.findMany(tenantId, ids)).map((entry) => [entry.id, entry]));
  if (ids.length === 0) throw new Error("The places of a tile are missing");
  return ids.map((id) => found.get(id) ?? missing(id));
}

const missing = (id: string): never => {
  throw new Error(`Entry ${id} has a place, and is missing`);
};
