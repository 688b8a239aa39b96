import { type Checkpoint, compactJws, signingInput } from "#functions/audit/domain/checkpoint.ts";
import { byAge, type Entry } from "#functions/audit/domain/entry.ts";
import { appendLeaf, leafHash, rootOf } from "#functions/audit/domain/merkle.ts";
import { growingTiles, growTiles } from "#functions/audit/domain/tiles.ts";
import type { Entries, Head, LockAway, Log, Reconcile, Signer } from "#functions/audit/ports.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

export interface SequenceDeps {
  readonly entries: Entries;
  readonly log: Log;
  readonly signer: Signer;
  readonly lockAway: LockAway;
  readonly reconcile: Reconcile;
  readonly clock: Clock;
  /** Who says so: the stamp's public URL. */
  readonly origin: string;
}

/** With the head, tiles and places a transaction stays below 100 items. */
const mostAtOnce = 80;
/** DynamoDB takes 4 MB of items in a transaction. */
const mostBytes = 2_000_000;

/**
 * Gives entries their places at the end of the log, oldest first, and signs what the log has become. One at a time per
 * tenant; a second loses against the head's condition and starts over. Whatever the hours gone by have left behind gets
 * its place, too.
 */
export const sequence =
  (deps: SequenceDeps) =>
  async (tenantId: string, entryIds: readonly string[]): Promise<void> => {
    const { log } = deps;
    const [head, asked] = await Promise.all([log.head(tenantId), deps.entries.findMany(tenantId, entryIds)]);
    const { lost, to } = await deps.reconcile(tenantId, head.reconciledTo);
    const waiting = new Map(
      [...asked, ...lost].flatMap((entry) => (isPlaced(entry) ? [] : [[entry.id, entry] as const])),
    );
    let end = head;
    for (const batch of batches([...waiting.values()].sort(byAge)))
      end = await place(deps, tenantId, end, batch);
    // Also when a crash left the log longer than its checkpoint.
    if (end.size > (end.checkpoint?.size ?? 0)) await sign(deps, tenantId, end);
    if (end.size > 0 && to !== head.reconciledTo) await log.noteReconciled(tenantId, to);
  };

const isPlaced = ({ index }: Entry): boolean => index !== undefined;

async function place(
  { log }: SequenceDeps,
  tenantId: string,
  from: Head,
  entries: readonly Entry[],
): Promise<Head> {
  const leaves = entries.map(({ leaf }) => leafHash(leaf));
  const begun = await log.tiles(tenantId, growingTiles(from.size, leaves.length));
  const tiles = growTiles(from.size, leaves, begun);
  const frontier = leaves.reduce((grown, leaf, at) => appendLeaf(grown, from.size + at, leaf), from.frontier);
  const to = { ...from, size: from.size + leaves.length, frontier };
  await log.place(tenantId, { from, to, entries, tiles });
  return to;
}

async function sign(
  { log, signer, lockAway, clock, origin }: SequenceDeps,
  tenantId: string,
  { size, frontier }: Head,
): Promise<void> {
  const key = await signer.key();
  const root = Buffer.from(rootOf(frontier)).toString("base64");
  const time = clock().toISOString();
  const checkpoint: Checkpoint = { format: "tenure.audit-checkpoint.v1", origin, tenantId, size, root, time };
  const input = signingInput(checkpoint, key.kid);
  const signed = compactJws(input, await signer.sign(input));
  const kept = { size, root, time, signed, key };
  await lockAway(tenantId, kept);
  await log.keepCheckpoint(tenantId, kept);
}

function* batches(entries: readonly Entry[]): Generator<readonly Entry[]> {
  let batch: Entry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const own = Buffer.byteLength(entry.leaf);
    if (batch.length === mostAtOnce || (batch.length > 0 && bytes + own > mostBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += own;
  }
  if (batch.length > 0) yield batch;
}
