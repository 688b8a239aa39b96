import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { KnownPlaces } from "#functions/identity/ports.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

const keptSeconds = 90 * 24 * 3600;

const placeItem = z.object({ expiresAt: z.int() });

const keyOf = (digest: string) => ({ pk: `place#${digest}`, sk: "place" });

export function dynamoKnownPlaces(client: DynamoDBDocumentClient, table: string, clock: Clock): KnownPlaces {
  const nowSeconds = () => Math.floor(clock().getTime() / 1000);
  return {
    has: async (digest) => {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: keyOf(digest) }));
      return Item !== undefined && placeItem.parse(Item).expiresAt > nowSeconds();
    },
    keep: async (digest) => {
      const expiresAt = nowSeconds() + keptSeconds;
      await client.send(new PutCommand({ TableName: table, Item: { ...keyOf(digest), expiresAt } }));
    },
  };
}
