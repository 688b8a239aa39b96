import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { Entity } from "electrodb";
import { roles } from "#functions/identity/domain/roles.ts";
import { sortKey, tenantKey } from "#functions/kernel/dynamodb/keys.ts";

export const invitationEntity = (client: DynamoDBDocumentClient, table: string) =>
  new Entity(
    {
      // The version never changes: another one would hide every item written before.
      model: { service: "identity", entity: "invitation", version: "1" },
      attributes: {
        tenantId: { type: "string", required: true },
        invitationId: { type: "string", required: true },
        email: { type: "string", required: true },
        role: { type: roles, required: true },
        employeeId: { type: "string" },
        status: { type: ["pending", "accepted", "revoked"] as const, required: true },
        invitedBy: { type: "string", required: true },
        acceptedBy: { type: "string" },
        createdAt: { type: "string", required: true },
        // Not `expiresAt`, by which the table forgets: an invitation that ran out is still shown.
        validUntil: { type: "number", required: true },
        version: { type: "number", required: true },
        schema: { type: "number", required: true, default: 1 },
      },
      indexes: {
        byId: {
          pk: tenantKey("pk", "identity.invitation", []),
          sk: sortKey("sk", "invitation", ["invitationId"]),
        },
      },
    },
    { client, table },
  );
