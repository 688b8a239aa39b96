import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { CustomAttributeType, Entity } from "electrodb";
import type { SignedCheckpoint } from "#functions/audit/ports.ts";
import { sortKey, tenantKey } from "#functions/kernel/dynamodb/keys.ts";

type Hashes = readonly Uint8Array[];

/** The end of the log: whoever moves it on places the entries. */
export const headEntity = (client: DynamoDBDocumentClient, table: string) =>
  new Entity(
    {
      model: { service: "audit", entity: "head", version: "1" },
      attributes: {
        tenantId: { type: "string", required: true },
        size: { type: "number", required: true },
        frontier: { type: CustomAttributeType<Hashes>("any"), required: true },
        checkpoint: { type: CustomAttributeType<SignedCheckpoint>("any") },
        signedSize: { type: "number" },
        reconciledTo: { type: "string" },
      },
      indexes: { byTenant: { pk: tenantKey("pk", "audit.head", []), sk: sortKey("sk", "head", []) } },
    },
    { client, table },
  );

export const tileEntity = (client: DynamoDBDocumentClient, table: string) =>
  new Entity(
    {
      model: { service: "audit", entity: "tile", version: "1" },
      attributes: {
        tenantId: { type: "string", required: true },
        level: { type: "number", required: true },
        index: { type: "number", required: true },
        hashes: { type: CustomAttributeType<Hashes>("any"), required: true },
      },
      indexes: {
        byPlace: { pk: tenantKey("pk", "audit.tile", ["level", "index"]), sk: sortKey("sk", "tile", []) },
      },
    },
    { client, table },
  );

/** Which entries the leaves of a tile are of, in order. */
export const placesEntity = (client: DynamoDBDocumentClient, table: string) =>
  new Entity(
    {
      model: { service: "audit", entity: "places", version: "1" },
      attributes: {
        tenantId: { type: "string", required: true },
        tile: { type: "number", required: true },
        ids: { type: "list", items: { type: "string" }, required: true },
      },
      indexes: {
        byTile: { pk: tenantKey("pk", "audit.places", ["tile"]), sk: sortKey("sk", "places", []) },
      },
    },
    { client, table },
  );
