import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { Catalogue } from "#functions/catalogue/ports.ts";

const entryItem = z.object({
  tenantId: z.string(),
  slug: z.string(),
  stamp: z.string(),
  region: z.string(),
  plan: z.string(),
  status: z.string(),
  sequence: z.int(),
});

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
  find: async (tenantId) => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: keyOf(tenantId), ConsistentRead: true }),
    );
    return Item && entryItem.parse(Item);
  },
});
