import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { Entity } from "electrodb";
import { sortKey, tenantKey } from "#functions/kernel/dynamodb/keys.ts";

const required = { type: "string", required: true } as const;

/** What an import's checks noted of a row; a partition each, since all of a job's are written in a rush. */
export const importNoteEntity = (client: DynamoDBDocumentClient, table: string) =>
  new Entity(
    {
      model: { service: "people", entity: "importNote", version: "1" },
      attributes: {
        tenantId: required,
        jobId: required,
        key: required,
        row: { type: "number", required: true },
        managerExternalId: { type: "string" },
        refused: { type: ["row", "manager"] as const },
        expiresAt: { type: "number", required: true },
      },
      indexes: {
        byKey: {
          pk: tenantKey("pk", "people.import-note", ["jobId", "key"]),
          sk: sortKey("sk", "note", []),
        },
      },
    },
    { client, table },
  );
