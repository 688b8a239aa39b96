import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { Proofs } from "#functions/identity/ports.ts";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

const common = { digest: z.string(), expiresAt: z.int(), tenantId: z.templateLiteral(["tnt_", z.string()]) };

const proofItem = z.discriminatedUnion("purpose", [
  z.object({
    ...common,
    purpose: z.literal("verify-email"),
    userId: z.templateLiteral(["usr_", z.string()]),
    usedWith: z.string().optional(),
  }),
  z.object({
    ...common,
    purpose: z.literal("invitation"),
    invitationId: z.templateLiteral(["inv_", z.string()]),
  }),
]);

const keyOf = (digest: string) => ({ pk: `proof#${digest}`, sk: "proof" });

export const dynamoProofs = (client: DynamoDBDocumentClient, table: string, clock: Clock): Proofs => ({
  find: async (digest) => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: keyOf(digest), ConsistentRead: true }),
    );
    const proof = Item && proofItem.parse(Item);
    return proof && proof.expiresAt * 1000 > clock().getTime() ? proof : undefined;
  },
  add: async (proof) => {
    await client.send(new PutCommand({ TableName: table, Item: { ...keyOf(proof.digest), ...proof } }));
  },
  use: (digest, key) =>
    changeOf(
      {
        Update: {
          TableName: table,
          Key: keyOf(digest),
          UpdateExpression: "SET usedWith = :key",
          ConditionExpression: "attribute_exists(pk) AND attribute_not_exists(usedWith)",
          ExpressionAttributeValues: { ":key": key },
        },
      },
      {
        kind: "gone",
        code: "identity.invalid-token",
        message: "This token is not known, was used before or has expired",
      },
    ),
});
