import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { Entity } from "electrodb";
import { sortKey, tenantKey } from "#functions/kernel/dynamodb/keys.ts";
import { weekDays } from "#functions/tenants/domain/settings.ts";

export const tenantEntity = (client: DynamoDBDocumentClient, table: string) =>
  new Entity(
    {
      // The version never changes: another one would hide every item written before.
      model: { service: "tenants", entity: "tenant", version: "1" },
      attributes: {
        tenantId: { type: "string", required: true },
        slug: { type: "string", required: true },
        ownerId: { type: "string", required: true },
        name: { type: "string", required: true },
        status: {
          type: [
            "pending-verification",
            "trial",
            "active",
            "suspended",
            "closing",
            "closed",
            "released",
          ] as const,
          required: true,
        },
        plan: { type: ["standard", "enterprise"] as const, required: true },
        timeZone: { type: "string", required: true },
        locale: { type: "string", required: true },
        weekStart: { type: weekDays, required: true },
        createdAt: { type: "string", required: true },
        version: { type: "number", required: true },
        schema: { type: "number", required: true, default: 1 },
      },
      indexes: {
        byId: { pk: tenantKey("pk", "tenants.tenant", []), sk: sortKey("sk", "tenant", []) },
      },
    },
    { client, table },
  );
