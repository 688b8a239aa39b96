import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { Entity } from "electrodb";
import { sortKey, tenantKey } from "#functions/kernel/dynamodb/keys.ts";

const text = { type: "string", required: true } as const;

export const punchEntity = (client: DynamoDBDocumentClient, table: string) =>
  new Entity(
    {
      model: { service: "time", entity: "punch", version: "1" },
      attributes: {
        tenantId: text,
        employeeId: text,
        /** UTC with milliseconds: punches order by it as text. */
        at: text,
        kind: { type: ["clock-in", "clock-out", "break-start", "break-end"] as const, required: true },
        id: text,
        sessionId: text,
        timeZone: text,
        offset: text,
        recordedAt: text,
        source: { type: ["live", "import"] as const, required: true },
      },
      indexes: {
        // One person cannot press the same key twice at one instant, so no id is needed to tell punches apart.
        ofEmployee: {
          pk: tenantKey("pk", "time.punches", ["employeeId"]),
          sk: sortKey("sk", "at", ["at", "kind"]),
        },
      },
    },
    { client, table },
  );
