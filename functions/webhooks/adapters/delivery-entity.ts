import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { CustomAttributeType, Entity } from "electrodb";
import type { DomainEvent } from "#events/envelope.ts";
import { sortKey, tenantKey } from "#functions/kernel/dynamodb/keys.ts";
import type { Attempt } from "#functions/webhooks/domain/delivery.ts";

export const deliveryEntity = (client: DynamoDBDocumentClient, table: string) =>
  new Entity(
    {
      model: { service: "webhooks", entity: "delivery", version: "1" },
      attributes: {
        tenantId: { type: "string", required: true },
        endpointId: { type: "string", required: true },
        id: { type: "string", required: true },
        eventType: { type: "string", required: true },
        event: { type: CustomAttributeType<DomainEvent>("any"), required: true },
        status: { type: ["pending", "delivered", "failed"] as const, required: true },
        turn: { type: "number", required: true },
        round: { type: "number", required: true },
        attempts: { type: CustomAttributeType<readonly Attempt[]>("any"), required: true },
        response: { type: "string" },
        nextAttemptAt: { type: "string" },
        replay: { type: "string" },
        createdAt: { type: "string", required: true },
        expiresAt: { type: "number", required: true },
      },
      indexes: {
        byEndpoint: {
          pk: tenantKey("pk", "webhooks.delivery", ["endpointId"]),
          sk: sortKey("sk", "delivery", ["id"]),
        },
      },
    },
    { client, table },
  );
