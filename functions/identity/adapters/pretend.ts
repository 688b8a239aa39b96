import { randomUUID } from "node:crypto";
import { type DynamoDBDocumentClient, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { Pretend } from "#functions/identity/ports.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

const keptSeconds = 60;

/** Writes as much as a command record is, and in the same way, where there is nobody to write one for. */
export const pretending =
  (client: DynamoDBDocumentClient, table: string, clock: Clock): Pretend =>
  async () => {
    const pk = `nobody#${randomUUID()}`;
    const expiresAt = Math.floor(clock().getTime() / 1000) + keptSeconds;
    const Item = { pk, sk: "nobody", expiresAt, padding: "-".repeat(600) };
    await client.send(
      new TransactWriteCommand({
        TransactItems: [{ Put: { TableName: table, Item, ConditionExpression: "attribute_not_exists(pk)" } }],
      }),
    );
  };
