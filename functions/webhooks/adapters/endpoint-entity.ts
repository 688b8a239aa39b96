import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { CustomAttributeType, Entity } from "electrodb";
import { sortKey, tenantKey } from "#functions/kernel/dynamodb/keys.ts";
import type { SealedSecret } from "#functions/webhooks/domain/endpoint.ts";

// The endpoints of a tenant are read with every event, so they lie together.
export const endpointEntity = (client: DynamoDBDocumentClient, table: string) =>
  new Entity(
    {
      // The version never changes: another one would hide every item written before.
      model: { service: "webhooks", entity: "endpoint", version: "1" },
      attributes: {
        tenantId: { type: "string", required: true },
        id: { type: "string", required: true },
        url: { type: "string", required: true },
        events: { type: CustomAttributeType<readonly string[]>("any"), required: true },
        description: { type: "string" },
        enabled: { type: "boolean", required: true },
        disabledReason: { type: ["gone", "failing"] as const },
        failingSince: { type: "string" },
        secrets: { type: CustomAttributeType<readonly SealedSecret[]>("any"), required: true },
        version: { type: "number", required: true },
        createdAt: { type: "string", required: true },
        updatedAt: { type: "string", required: true },
      },
      indexes: {
        byId: { pk: tenantKey("pk", "webhooks.endpoint", []), sk: sortKey("sk", "endpoint", ["id"]) },
      },
    },
    { client, table },
  );

/** How many endpoints there are; only transactions that add or remove one touch it. */
export const endpointCountEntity = (client: DynamoDBDocumentClient, table: string) =>
  new Entity(
    {
      model: { service: "webhooks", entity: "endpointCount", version: "1" },
      attributes: {
        tenantId: { type: "string", required: true },
        count: { type: "number", required: true },
      },
      indexes: {
        byTenant: { pk: tenantKey("pk", "webhooks.endpoint", []), sk: sortKey("sk", "count", []) },
      },
    },
    { client, table },
  );
