import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { CustomAttributeType, Entity } from "electrodb";
import type { ExportJob } from "#functions/audit/domain/export-job.ts";
import { sortKey, tenantKey } from "#functions/kernel/dynamodb/keys.ts";

export const exportEntity = (client: DynamoDBDocumentClient, table: string) =>
  new Entity(
    {
      model: { service: "audit", entity: "export", version: "1" },
      attributes: {
        tenantId: { type: "string", required: true },
        id: { type: "string", required: true },
        status: { type: ["queued", "running", "succeeded", "failed"] as const, required: true },
        checkpoint: { type: CustomAttributeType<NonNullable<ExportJob["checkpoint"]>>("any") },
        upload: { type: "string" },
        parts: { type: CustomAttributeType<readonly string[]>("any"), required: true },
        processed: { type: "number", required: true },
        failure: { type: CustomAttributeType<NonNullable<ExportJob["failure"]>>("any") },
        version: { type: "number", required: true },
        createdAt: { type: "string", required: true },
        expiresAt: { type: "number", required: true },
      },
      indexes: { byId: { pk: tenantKey("pk", "audit.export", ["id"]), sk: sortKey("sk", "export", []) } },
    },
    { client, table },
  );
