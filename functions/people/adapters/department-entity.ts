import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { Entity } from "electrodb";
import { sortKey, tenantKey } from "#functions/kernel/dynamodb/keys.ts";

const required = { type: "string", required: true } as const;

export const departmentEntity = (client: DynamoDBDocumentClient, table: string) =>
  new Entity(
    {
      model: { service: "people", entity: "department", version: "1" },
      attributes: {
        tenantId: required,
        id: required,
        name: required,
        folded: required,
        version: { type: "number", required: true },
      },
      indexes: {
        byId: {
          pk: tenantKey("pk", "people.department", ["id"]),
          sk: sortKey("sk", "department", []),
        },
        all: {
          index: "gsi1",
          pk: tenantKey("gsi1pk", "people.departments", []),
          sk: sortKey("gsi1sk", "name", ["folded"]),
        },
      },
    },
    { client, table },
  );

/** Keeps a name, folded, for the one department that has it. */
export const departmentNameEntity = (client: DynamoDBDocumentClient, table: string) =>
  new Entity(
    {
      model: { service: "people", entity: "departmentName", version: "1" },
      attributes: { tenantId: required, folded: required, departmentId: required },
      indexes: {
        byName: {
          pk: tenantKey("pk", "people.department-name", ["folded"]),
          sk: sortKey("sk", "department-name", []),
        },
      },
    },
    { client, table },
  );
