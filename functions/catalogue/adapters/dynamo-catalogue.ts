import { type DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Catalogue } from "#functions/catalogue/ports.ts";

const keyOf = (tenantId: string) => ({ pk: `tenant#${tenantId}`, sk: "tenant" });

/** One item per tenant; an index lists a stamp's tenants by their slug. */
export const dynamoCatalogue = (client: DynamoDBDocumentClient, table: string): Catalogue => ({
  keep: async (entry) => {
    try {
      await client.send(
        new PutCommand({
          TableName: table,
          Item: { ...keyOf(entry.tenantId), ...entry, gsi1pk: `stamp#${entry.stamp}`, gsi1sk: entry.slug },
          ConditionExpression: "attribute_not_exists(pk) OR #sequence < :sequence",
          ExpressionAttributeNames: { "#sequence": "sequence" },
          ExpressionAttributeValues: { ":sequence": entry.sequence },
        }),
      );
    } catch (error) {
      // A later fact came first, or this one comes again.
      if (!(error instanceof Error && error.name === "ConditionalCheckFailedException")) throw error;
    }
  },
});
