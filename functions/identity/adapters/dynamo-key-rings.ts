import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { KeyRing } from "#functions/identity/domain/key-ring.ts";
import type { KeyRings } from "#functions/identity/ports.ts";
import { keySetItem, keySetKey } from "#functions/kernel/auth/access-token.ts";
import { type Patience, retryConflicts } from "#functions/kernel/dynamodb/retry-conflicts.ts";

const ringKey = { pk: "keyring", sk: "keyring" };

const ringItem = z.object({
  version: z.int(),
  keys: z.array(
    z.object({
      publicKey: keySetItem.shape.jwks.shape.keys.element,
      sealed: z.string(),
      state: z.enum(["next", "current", "retired"]),
      since: z.string(),
    }),
  ),
});

/** The ring stands apart from the public key set: functions that verify tokens may read the set alone. */
export const dynamoKeyRings = (
  client: DynamoDBDocumentClient,
  table: string,
  patience: Patience,
): KeyRings => ({
  read: async () => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: ringKey, ConsistentRead: true }),
    );
    return Item && ringItem.parse(Item);
  },
  write: async (ring) => {
    try {
      await retryConflicts(patience, () =>
        client.send(new TransactWriteCommand({ TransactItems: writes(table, ring) })),
      );
      return true;
    } catch (error) {
      if (isOutrun(error)) return false;
      throw error;
    }
  },
});

const writes = (table: string, { version, keys }: KeyRing) => {
  const expected = { ":before": version - 1 };
  const Put = {
    TableName: table,
    ConditionExpression: version === 1 ? "attribute_not_exists(pk)" : "#version = :before",
    ...(version > 1 && {
      ExpressionAttributeNames: { "#version": "version" },
      ExpressionAttributeValues: expected,
    }),
  };
  const set = keySetItem.parse({ version, jwks: { keys: keys.map(({ publicKey }) => publicKey) } });
  return [
    { Put: { ...Put, Item: { ...ringKey, version, keys } } },
    { Put: { ...Put, Item: { ...keySetKey, ...set } } },
  ];
};

const isOutrun = (error: unknown): boolean =>
  error instanceof TransactionCanceledException &&
  (error.CancellationReasons ?? []).some(({ Code }) => Code === "ConditionalCheckFailed");
