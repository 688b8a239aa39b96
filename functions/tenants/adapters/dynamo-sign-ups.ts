import { createHash } from "node:crypto";
import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";
import type { SignUps } from "#functions/tenants/ports.ts";

const keptSeconds = 7 * 24 * 3600;

const signUp = z.object({
  tenantId: z.templateLiteral(["tnt_", z.string()]),
  slug: z.string(),
  hash: z.string(),
  expiresAt: z.int(),
});

// Hashed, because keys of items are no place for addresses.
const keyOf = (email: string, key: string) => ({
  pk: `sign-up#${createHash("sha256").update(`${email.toLowerCase()}\n${key}`).digest("hex")}`,
  sk: "sign-up",
});

export const dynamoSignUps = (client: DynamoDBDocumentClient, table: string, clock: Clock): SignUps => {
  const nowSeconds = () => Math.floor(clock().getTime() / 1000);
  return {
    find: async (email, key) => {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: keyOf(email, key), ConsistentRead: true }),
      );
      const found = Item && signUp.parse(Item);
      return found && found.expiresAt >= nowSeconds() ? found : undefined;
    },
    remember: (email, { key, hash }, { tenantId, slug }) =>
      changeOf(
        {
          Put: {
            TableName: table,
            Item: { ...keyOf(email, key), tenantId, slug, hash, expiresAt: nowSeconds() + keptSeconds },
            ConditionExpression: "attribute_not_exists(pk) OR expiresAt < :now",
            ExpressionAttributeValues: { ":now": nowSeconds() },
          },
        },
        { kind: "conflict", code: "tenants.sign-up-repeated", message: "This sign-up was made before" },
      ),
  };
};
