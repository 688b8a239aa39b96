import { type DynamoDBDocumentClient, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { entryEntity } from "#functions/audit/adapters/entry-entity.ts";
import { isFailedCondition } from "#functions/audit/adapters/failed-condition.ts";
import { headEntity, placesEntity, tileEntity } from "#functions/audit/adapters/tree-entity.ts";
import type { Entry } from "#functions/audit/domain/entry.ts";
import { tileWidth } from "#functions/audit/domain/tiles.ts";
import type { Log, Placement } from "#functions/audit/ports.ts";
import type { TransactItem } from "#functions/kernel/dynamodb/change.ts";
import { getAll } from "#functions/kernel/dynamodb/get-all.ts";
import { type Patience, retryConflicts } from "#functions/kernel/dynamodb/retry-conflicts.ts";

export function dynamoLog(client: DynamoDBDocumentClient, table: string, patience: Patience): Log {
  const heads = headEntity(client, table);
  const tiles = tileEntity(client, table);
  const places = placesEntity(client, table);
  const placing = placementItems(client, table);
  return {
    head: async (tenantId) => {
      const { data } = await heads.get({ tenantId }).go({ consistent: true });
      return data ?? { size: 0, frontier: [] };
    },
    tiles: async (tenantId, at) => {
      const keys = at.map((tile) => ({ tenantId, ...tile }));
      return getAll(keys, (some) => tiles.get(some).go({ consistent: true }));
    },
    place: async (tenantId, placement) => {
      const TransactItems = placing(tenantId, placement);
      await retryConflicts(patience, () => client.send(new TransactWriteCommand({ TransactItems })));
    },
    keepCheckpoint: async (tenantId, checkpoint) => {
      const { size: signedSize } = checkpoint;
      const item = heads.patch({ tenantId }).set({ checkpoint, signedSize });
      try {
        await item
          .where(
            (head, { lt, notExists }) =>
              `${notExists(head.signedSize)} OR ${lt(head.signedSize, signedSize)}`,
          )
          .go();
      } catch (error) {
        if (!isFailedCondition(error)) throw error;
      }
    },
    noteReconciled: async (tenantId, reconciledTo) => {
      await heads.patch({ tenantId }).set({ reconciledTo }).go();
    },
    placed: async (tenantId, tile) => {
      const { data } = await places.get({ tenantId, tile }).go({ consistent: true });
      return data?.ids ?? [];
    },
  };
}

/** Everything that changes when entries get their places. The head's condition lets one sequencer win. */
function placementItems(client: DynamoDBDocumentClient, table: string) {
  const entries = entryEntity(client, table);
  const heads = headEntity(client, table);
  const tiles = tileEntity(client, table);
  const places = placesEntity(client, table);
  return (tenantId: string, { from, to, entries: placed, tiles: grown }: Placement): TransactItem[] => {
    const { size, frontier } = to;
    const head = heads
      .update({ tenantId })
      .set({ size, frontier })
      .where((item, { eq, notExists }) =>
        from.size === 0 ? notExists(item.size) : eq(item.size, from.size),
      );
    const place = ({ id }: Entry, at: number): TransactItem => ({
      Update: entries
        .patch({ tenantId, id })
        .set({ index: from.size + at })
        .where((item, { notExists }) => notExists(item.index))
        .params(),
    });
    return [
      { Update: head.params() },
      ...placed.map(place),
      ...grown.map((tile): TransactItem => ({ Put: tiles.put({ tenantId, ...tile }).params() })),
      ...byTile(from.size, placed).map(
        ([tile, ids]): TransactItem => ({
          Update: places.update({ tenantId, tile }).append({ ids }).params(),
        }),
      ),
    ];
  };
}

/** The ids of each leaf tile that the entries lie in. */
function byTile(size: number, entries: readonly Entry[]): [tile: number, ids: string[]][] {
  const tiles = Map.groupBy(entries.entries(), ([at]) => Math.floor((size + at) / tileWidth));
  return [...tiles].map(([tile, inside]) => [tile, inside.map(([, { id }]) => id)]);
}
