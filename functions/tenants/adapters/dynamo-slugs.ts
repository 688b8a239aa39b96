import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import type { Refusal } from "#functions/kernel/errors/app-error.ts";
import type { SlugHolder, Slugs } from "#functions/tenants/ports.ts";

const holder = z.object({
  slug: z.string(),
  tenantId: z.templateLiteral(["tnt_", z.string()]),
  ownerId: z.templateLiteral(["usr_", z.string()]),
  createdAt: z.string(),
  key: z.string(),
});

const keyOf = (slug: string) => ({ pk: `slug#${slug}`, sk: "slug" });

// Says whose a private stamp is. No slug holds a dot.
const soleKey = keyOf(".sole");

/** The partition of the index that lists sign-ups waiting for their verification. */
const unsettledKey = "tenants.unsettled";

const taken = { kind: "conflict", code: "tenants.slug-taken", message: "This slug is taken" } as const;

const occupied = {
  kind: "conflict",
  code: "tenants.stamp-taken",
  message: "This installation belongs to one organisation, which is there already",
} as const;

/**
 * Slugs are unique in a stamp, so they stand in the identity table, which no tenant leads. A private stamp has one
 * tenant: whoever takes its one slug.
 */
export const dynamoSlugs = (
  client: DynamoDBDocumentClient,
  table: string,
  kind: "pool" | "private",
): Slugs => ({
  find: async (slug) => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: keyOf(slug), ConsistentRead: true }),
    );
    return Item && holder.parse(Item);
  },
  take: (taking) => {
    const put = (Item: Record<string, unknown>, refusal: Refusal) =>
      changeOf({ Put: { TableName: table, Item, ConditionExpression: "attribute_not_exists(pk)" } }, refusal);
    const { slug, tenantId, createdAt } = taking;
    return [
      put({ ...keyOf(slug), ...taking, gsi1pk: unsettledKey, gsi1sk: createdAt }, taken),
      ...(kind === "private" ? [put({ ...soleKey, tenantId }, occupied)] : []),
    ];
  },
  unsettled: (before) => unsettled(client, table, before),
  settle: async (settling) => {
    await onlyTheirs(
      client.send(
        new UpdateCommand({
          TableName: table,
          ...condition(settling),
          UpdateExpression: "REMOVE gsi1pk, gsi1sk",
        }),
      ),
    );
  },
  free: async (freed) => {
    if (kind === "private")
      await onlyTheirs(
        client.send(new DeleteCommand({ TableName: table, ...condition(freed), Key: soleKey })),
      );
    await onlyTheirs(client.send(new DeleteCommand({ TableName: table, ...condition(freed) })));
  },
});

async function* unsettled(
  client: DynamoDBDocumentClient,
  table: string,
  before: Date,
): AsyncIterable<SlugHolder> {
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      IndexName: "gsi1",
      KeyConditionExpression: "gsi1pk = :list AND gsi1sk < :before",
      ExpressionAttributeValues: { ":list": unsettledKey, ":before": before.toISOString() },
    },
  );
  for await (const { Items = [] } of pages) for (const item of Items) yield holder.parse(item);
}

const condition = ({ slug, tenantId }: SlugHolder) => ({
  Key: keyOf(slug),
  ConditionExpression: "tenantId = :tenant",
  ExpressionAttributeValues: { ":tenant": tenantId },
});

// Another run did it, or somebody has the slug by now: either way there is nothing left to do.
async function onlyTheirs(sent: Promise<unknown>): Promise<void> {
  try {
    await sent;
  } catch (error) {
    if (!(error instanceof Error && error.name === "ConditionalCheckFailedException")) throw error;
  }
}
