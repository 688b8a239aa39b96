import { type DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { AddToCounter } from "#functions/kernel/limits/limiter.ts";

const counted = z.object({ count: z.int() });

/** A counter in a table: an item per window under the given partition key. */
export const tableCounter =
  (documents: DynamoDBDocumentClient, table: string, pk: string): AddToCounter =>
  async (window, by, expiresAt) => {
    const { Attributes } = await documents.send(
      new UpdateCommand({
        TableName: table,
        Key: { pk, sk: `window#${window}` },
        UpdateExpression: "SET expiresAt = :expiresAt ADD #count :by",
        ExpressionAttributeNames: { "#count": "count" },
        ExpressionAttributeValues: { ":expiresAt": expiresAt, ":by": by },
        ReturnValues: "UPDATED_NEW",
      }),
    );
    return counted.parse(Attributes).count;
  };
