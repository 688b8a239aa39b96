import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import { page } from "#functions/kernel/dynamodb/cursor.ts";
import { endpointCountEntity, endpointEntity } from "#functions/webhooks/adapters/endpoint-entity.ts";
import { isFailedCondition } from "#functions/webhooks/adapters/failed-condition.ts";
import { type Endpoint, mostEndpoints } from "#functions/webhooks/domain/endpoint.ts";
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
  return {
    ...endpointWrites(entity, endpointCountEntity(client, table)),
    find: async (tenantId, id) => {
      const { data } = await entity.get({ tenantId, id }).go({ consistent: true });
      return data ?? undefined;
    },
    list: (tenantId, request) =>
      page(tenantId, request, (options) => entity.query.byId({ tenantId }).go(options)),
    all: async (tenantId) => {
      const { data } = await entity.query.byId({ tenantId }).go({ pages: "all", consistent: true });
      return data;
    },
    noteFailing: (endpoint, since) => noteFailing(entity, endpoint, since),
  };
}

const endpointWrites = (
  entity: ReturnType<typeof endpointEntity>,
  counter: ReturnType<typeof endpointCountEntity>,
): Pick<Endpoints, "add" | "replace" | "remove"> => {
  const count = (tenantId: string, by: 1 | -1) => counter.update({ tenantId }).add({ count: by });
  return {
    add: (endpoint) => {
      const room = count(endpoint.tenantId, 1).where(
        (item, { lt, notExists }) => `${notExists(item.count)} OR ${lt(item.count, mostEndpoints)}`,
      );
      return [
        changeOf({ Put: entity.create(endpoint).params() }),
        changeOf({ Update: room.params() }, tooMany),
      ];
    },
    replace: (next) => {
      const put = entity.put(next).where((item, { eq }) => eq(item.version, next.version - 1));
      return changeOf({ Put: put.params() }, stale);
    },
    remove: ({ tenantId, id, version }) => {
      const gone = entity.delete({ tenantId, id }).where((item, { eq }) => eq(item.version, version));
      return [changeOf({ Delete: gone.params() }, stale), changeOf({ Update: count(tenantId, -1).params() })];
    },
  };
};

async function noteFailing(
  entity: ReturnType<typeof endpointEntity>,
  { tenantId, id, failingSince }: Endpoint,
  since: string | undefined,
): Promise<void> {
  if ((failingSince === undefined) === (since === undefined)) return;
  const item = entity.patch({ tenantId, id });
  try {
    if (since === undefined) await item.remove(["failingSince"]).go();
    else await item.set({ failingSince: since }).go();
  } catch (error) {
    // An endpoint that was deleted in the meantime has nothing to note.
    if (!isFailedCondition(error)) throw error;
  }
}
