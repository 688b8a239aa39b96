import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { digest } from "#functions/identity/adapters/node-secrets.ts";
import { forgottenAfterSeconds, noFailures } from "#functions/identity/domain/throttle.ts";
import type { Throttles } from "#functions/identity/ports.ts";
import { networkOf } from "#functions/kernel/limits/buckets.ts";

const failures = z.object({ count: z.int(), nextAt: z.number(), lastAt: z.number() });

export const dynamoThrottles = (client: DynamoDBDocumentClient, table: string): Throttles => ({
  placeOf: (address) => digest(networkOf(address)),
  read: async (kind, subject) => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: keyOf(kind, subject), ConsistentRead: true }),
    );
    return Item ? failures.parse(Item) : noFailures;
  },
  write: async (kind, subject, before, after) => {
    try {
      await client.send(
        new PutCommand({
          TableName: table,
          Item: {
            ...keyOf(kind, subject),
            ...after,
            expiresAt: Math.ceil(Math.max(after.lastAt, before.lastAt) / 1000) + forgottenAfterSeconds,
          },
          ...unchanged(before),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === "ConditionalCheckFailedException") return false;
      throw error;
    }
  },
});

const keyOf = (kind: string, subject: string) => ({ pk: `throttle#${kind}#${subject}`, sk: "throttle" });

// Nothing remembered is either no item or one that was forgiven.
const unchanged = ({ count, lastAt }: z.output<typeof failures>) => ({
  ConditionExpression:
    lastAt === 0
      ? "attribute_not_exists(pk) OR (#count = :count AND lastAt = :lastAt)"
      : "#count = :count AND lastAt = :lastAt",
  ExpressionAttributeNames: { "#count": "count" },
  ExpressionAttributeValues: { ":count": count, ":lastAt": lastAt },
});
