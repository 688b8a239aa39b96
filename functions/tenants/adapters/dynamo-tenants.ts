import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import { tenantEntity } from "#functions/tenants/adapters/tenant-entity.ts";
import type { Tenant } from "#functions/tenants/domain/tenant.ts";
import type { Tenants } from "#functions/tenants/ports.ts";

const stale = {
  kind: "stale",
  code: "request.stale",
  message: "The tenant has changed since it was read",
} as const;

export const dynamoTenants = (client: DynamoDBDocumentClient, table: string): Tenants => {
  const entity = tenantEntity(client, table);
  return {
    find: async (tenantId) => {
      const { data } = await entity.get({ tenantId }).go({ consistent: true });
      // Only ids of that shape are ever written.
      return data
        ? (data as Omit<typeof data, "tenantId" | "ownerId"> & Pick<Tenant, "tenantId" | "ownerId">)
        : undefined;
    },
    add: (tenant) => changeOf({ Put: entity.create(tenant).params() }),
    save: (tenant) =>
      changeOf(
        {
          Put: entity
            .put(tenant)
            .where(({ version }, { eq }) => eq(version, tenant.version - 1))
            .params(),
        },
        stale,
      ),
    remove: ({ tenantId, version: released }) =>
      changeOf(
        {
          Delete: entity
            .remove({ tenantId })
            .where(({ version }, { eq }) => eq(version, released - 1))
            .params(),
        },
        stale,
      ),
  };
};
