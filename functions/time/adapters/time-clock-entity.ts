import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { Entity } from "electrodb";
import { sortKey, tenantKey } from "#functions/kernel/dynamodb/keys.ts";

const text = { type: "string", required: true } as const;

export const timeClockEntity = (client: DynamoDBDocumentClient, table: string) =>
  new Entity(
    {
      // The version never changes: another one would hide every item written before.
      model: { service: "time", entity: "timeClock", version: "1" },
      attributes: {
        tenantId: text,
        employeeId: text,
        /** The open session. */
        session: {
          type: "map",
          properties: {
            id: text,
            startedAt: text,
            timeZone: text,
            breaks: {
              type: "list",
              required: true,
              items: { type: "map", properties: { startedAt: text, endedAt: { type: "string" } } },
            },
          },
        },
        lastPunchAt: { type: "string" },
        version: { type: "number", required: true },
      },
      indexes: {
        byEmployee: { pk: tenantKey("pk", "time.clock", ["employeeId"]), sk: sortKey("sk", "clock", []) },
      },
    },
    { client, table },
  );
