import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { Entity } from "electrodb";
import { sortKey, tenantKey } from "#functions/kernel/dynamodb/keys.ts";

const required = { type: "string", required: true } as const;

/** One line from a manager down to a report. */
export const reportEntity = (client: DynamoDBDocumentClient, table: string) =>
  new Entity(
    {
      model: { service: "people", entity: "report", version: "1" },
      attributes: { tenantId: required, managerId: required, employeeId: required },
      indexes: {
        ofManager: {
          pk: tenantKey("pk", "people.reports", ["managerId"]),
          sk: sortKey("sk", "report", ["employeeId"]),
        },
      },
    },
    { client, table },
  );

/** The version of the whole hierarchy. */
export const structureEntity = (client: DynamoDBDocumentClient, table: string) =>
  new Entity(
    {
      model: { service: "people", entity: "structure", version: "1" },
      attributes: { tenantId: required, version: { type: "number", required: true } },
      indexes: {
        ofTenant: { pk: tenantKey("pk", "people.structure", []), sk: sortKey("sk", "structure", []) },
      },
    },
    { client, table },
  );
