import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { Entity } from "electrodb";
import { sortKey, tenantKey } from "#functions/kernel/dynamodb/keys.ts";

export const entryEntity = (client: DynamoDBDocumentClient, table: string) =>
  new Entity(
    {
      // The version never changes: another one would hide every item written before.
      model: { service: "audit", entity: "entry", version: "1" },
      attributes: {
        tenantId: { type: "string", required: true },
        id: { type: "string", required: true },
        time: { type: "string", required: true },
        operation: { type: "string", required: true },
        actorId: { type: "string", required: true },
        leaf: { type: "string", required: true },
        index: { type: "number" },
      },
      indexes: {
        byId: { pk: tenantKey("pk", "audit.entry", ["id"]), sk: sortKey("sk", "entry", []) },
        byTime: {
          index: "gsi1",
          pk: tenantKey("gsi1pk", "audit.entries", []),
          sk: sortKey("gsi1sk", "at", ["time", "id"]),
        },
      },
    },
    { client, table },
  );
