import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import { page } from "#functions/kernel/dynamodb/cursor.ts";
import { endpointCountEntity, endpointEntity } from "#functions/webhooks/adapters/endpoint-entity.ts";
import { mostEndpoints } from "#functions/webhooks/domain/endpoint.ts";
import type { Endpoints } from "#functions/webhooks/ports.ts";

const stale = {
  kind: "stale",
  code: "request.stale",
  message: "Somebody else changed the endpoint at the same time",
} as const;

const tooMany = {
  kind: "conflict",
  code: "webhooks.too-many-endpoints",
  message: `There are ${mostEndpoints} endpoints already`,
} as const;

export function dynamoEndpoints(client: DynamoDBDocumentClient, table: string): Endpoints {
  const entity = endpointEntity(client, table);
  const counter = endpointCountEntity(client, table);
  const count = (tenantId: string, by: 1 | -1) => counter.update({ tenantId }).add({ count: by });
  return {
    add: (endpoint) => [
      changeOf({ Put: entity.create(endpoint).params() }),
      changeOf(
        {
          Update: count(endpoint.tenantId, 1)
            .where(
              (item, { lt, notExists }) => `${notExists(item.count)} OR ${lt(item.count, mostEndpoints)}`,
            )
            .params(),
        },
        tooMany,
      ),
    ],
    replace: (next) =>
      changeOf(
        {
          Put: entity
            .put(next)
            .where((item, { eq }) => eq(item.version, next.version - 1))
            .params(),
        },
        stale,
      ),
    remove: ({ tenantId, id, version }) => [
      changeOf(
        {
          Delete: entity
            .delete({ tenantId, id })
            .where((item, { eq }) => eq(item.version, version))
            .params(),
        },
        stale,
      ),
      changeOf({ Update: count(tenantId, -1).params() }),
    ],
    find: async (tenantId, id) =>
      (await entity.get({ tenantId, id }).go({ consistent: true })).data ?? undefined,
    list: (tenantId, request) =>
      page(tenantId, request, (options) => entity.query.byId({ tenantId }).go(options)),
    all: async (tenantId) =>
      (await entity.query.byId({ tenantId }).go({ pages: "all", consistent: true })).data,
    noteFailing: async ({ tenantId, id, failingSince }, since) => {
      if ((failingSince === undefined) === (since === undefined)) return;
      const update = entity.patch({ tenantId, id });
      await (since === undefined ? update.remove(["failingSince"]) : update.set({ failingSince: since }))
        .go()
        .catch(ignoreDeleted);
    },
  };
}

// An endpoint that was deleted in the meantime has nothing to note.
function ignoreDeleted(error: unknown): void {
  const name = error instanceof Error && error.cause instanceof Error ? error.cause.name : "";
  if (name !== "ConditionalCheckFailedException") throw error;
}
