import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { Entity } from "electrodb";
import { sortKey, tenantKey } from "#functions/kernel/dynamodb/keys.ts";

const text = { type: "string", required: true } as const;

export const sessionEntity = (client: DynamoDBDocumentClient, table: string) =>
  new Entity(
    {
      model: { service: "time", entity: "session", version: "1" },
      attributes: {
        tenantId: text,
        employeeId: text,
        startedAt: text,
        id: text,
        endedAt: text,
        timeZone: text,
        breaks: {
          type: "list",
          required: true,
          items: { type: "map", properties: { startedAt: text, endedAt: { type: "string" } } },
        },
        workDate: text,
        workedMinutes: { type: "number", required: true },
      },
      indexes: {
        ofEmployee: {
          pk: tenantKey("pk", "time.sessions", ["employeeId"]),
          sk: sortKey("sk", "from", ["startedAt"]),
        },
      },
    },
    { client, table },
  );
