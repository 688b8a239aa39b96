import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { entryEntity } from "#functions/audit/adapters/entry-entity.ts";
import { isFailedCondition } from "#functions/audit/adapters/failed-condition.ts";
import type { Entry } from "#functions/audit/domain/entry.ts";
import type { Entries, EntryFilter } from "#functions/audit/ports.ts";
import { page } from "#functions/kernel/dynamodb/cursor.ts";
import { getAll } from "#functions/kernel/dynamodb/get-all.ts";
import type { Page, PageRequest } from "#functions/kernel/paging.ts";

/** Reads that one request may cost when a filter lets little pass. */
const mostReads = 10;

// Instants are text of one form, between these two.
const beginning = "0";
const end = "9";

export function dynamoEntries(client: DynamoDBDocumentClient, table: string): Entries {
  const entity = entryEntity(client, table);
  return {
    append: async (entry) => {
      try {
        await entity.create(entry).go();
      } catch (error) {
        if (!isFailedCondition(error)) throw error;
      }
    },
    find: async (tenantId, id) => {
      const { data } = await entity.get({ tenantId, id }).go({ consistent: true });
      return data ?? undefined;
    },
    findMany: async (tenantId, ids) => {
      const keys = [...new Set(ids)].map((id) => ({ tenantId, id }));
      return getAll(keys, (some) => entity.get(some).go({ consistent: true }));
    },
    list: (tenantId, filter, request) => list(entity, tenantId, filter, request),
  };
}

async function list(
  entity: ReturnType<typeof entryEntity>,
  tenantId: string,
  { from = beginning, to = end, operation, actor }: EntryFilter,
  { cursor, limit }: PageRequest,
): Promise<Page<Entry>> {
  const query = entity.query
    .byTime({ tenantId })
    .between({ time: from }, { time: to })
    .where((entry, { eq }) =>
      [operation && eq(entry.operation, operation), actor && eq(entry.actorId, actor)]
        .filter(Boolean)
        .join(" AND "),
    );
  let found: Page<Entry> = { items: [], nextCursor: cursor ?? null };
  for (let reads = 0; reads < mostReads; reads++) {
    const request = { cursor: found.nextCursor ?? undefined, limit: limit - found.items.length };
    const next = await page(tenantId, request, (options) => query.go({ ...options, order: "desc" }));
    found = { items: [...found.items, ...next.items], nextCursor: next.nextCursor };
    if (found.nextCursor === null || found.items.length >= limit) break;
  }
  return found;
}
