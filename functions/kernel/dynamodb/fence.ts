import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { tenantPrefix } from "#functions/kernel/dynamodb/keys.ts";

/** Somebody was about to touch a key that is not the tenant's. It was not sent. */
export class FenceBreach extends Error {
  override readonly name = "FenceBreach";
}

type Values = Readonly<Record<string, unknown>>;
type Check = (input: Values, prefix: string) => boolean;

const partitionKeys = ["pk", "gsi1pk", "gsi2pk", "hourpk"] as const;

const record = (value: unknown): Values => (isRecord(value) ? value : {});
const isRecord = (value: unknown): value is Values => typeof value === "object" && value !== null;
const list = (value: unknown): readonly Values[] => (Array.isArray(value) ? value.map(record) : []);

// Plain through the document client, `{ S: … }` through the bare one.
const text = (value: unknown): unknown => (isRecord(value) ? value["S"] : value);

const isOwn = (value: unknown, prefix: string): boolean => {
  const key = text(value);
  return typeof key === "string" && key.startsWith(prefix);
};

const keyIsOwn = (key: unknown, prefix: string): boolean => isOwn(record(key)["pk"], prefix);

const itemIsOwn = (item: unknown, prefix: string): boolean =>
  keyIsOwn(item, prefix) &&
  partitionKeys.every((name) => !(name in record(item)) || isOwn(record(item)[name], prefix));

const isPartitionKey = (name: unknown): boolean => partitionKeys.some((key) => key === name);

const assignment = /(#?[\w.-]+)\s*=\s*([^,\s]+)/g;

// An update could move an item into another tenant's index: what it assigns to an index's key must be a value of our own.
const movesWithin: Check = (input, prefix) => {
  const names = record(input["ExpressionAttributeNames"]);
  const values = record(input["ExpressionAttributeValues"]);
  return [...String(input["UpdateExpression"] ?? "").matchAll(assignment)]
    .filter(([, name = ""]) => isPartitionKey(names[name] ?? name))
    .every(([, , value = ""]) => isOwn(values[value], prefix));
};

const touchesKey: Check = (input, prefix) => keyIsOwn(input["Key"], prefix) && movesWithin(input, prefix);

const puts: Check = (input, prefix) => itemIsOwn(input["Item"], prefix);

const equality = /(#?[\w.-]+)\s*=\s*(:[\w]+)/g;

const queries: Check = (input, prefix) => {
  const names = record(input["ExpressionAttributeNames"]);
  const values = record(input["ExpressionAttributeValues"]);
  const partitions = [...String(input["KeyConditionExpression"] ?? "").matchAll(equality)].filter(
    ([, name = ""]) => isPartitionKey(names[name] ?? name),
  );
  const start = record(input["ExclusiveStartKey"]);
  return (
    partitions.length === 1 &&
    partitions.every(([, , value = ""]) => isOwn(values[value], prefix)) &&
    partitionKeys.every((key) => !(key in start) || isOwn(start[key], prefix))
  );
};

const batchGets: Check = (input, prefix) =>
  Object.values(record(input["RequestItems"])).every((request) =>
    list(record(request)["Keys"]).every((key) => keyIsOwn(key, prefix)),
  );

const transactionItem: Check = (item, prefix) =>
  Object.entries(item).every(([action, body]) => {
    if (action === "Put") return puts(record(body), prefix);
    return ["Update", "Delete", "ConditionCheck", "Get"].includes(action) && touchesKey(record(body), prefix);
  });

const transacts: Check = (input, prefix) =>
  list(input["TransactItems"]).every((item) => transactionItem(item, prefix));

/** What a tenant may send; all else (Scan, PartiQL, BatchWriteItem, table calls) is refused. */
const checks: Readonly<Record<string, Check>> = {
  GetItemCommand: touchesKey,
  QueryCommand: queries,
  BatchGetItemCommand: batchGets,
  PutItemCommand: puts,
  UpdateItemCommand: touchesKey,
  DeleteItemCommand: touchesKey,
  TransactWriteItemsCommand: transacts,
  TransactGetItemsCommand: transacts,
};

/**
 * Puts a fence around a client: no command leaves it with a key, on the table or an index, that does not begin with
 * the tenant's prefix. The second of three layers; IAM would refuse the same call.
 * @throws FenceBreach from the client's `send`.
 */
export function fenced(client: DynamoDBDocumentClient, tenantId: string): DynamoDBDocumentClient {
  const prefix = tenantPrefix(tenantId);
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        const check = Object.hasOwn(checks, commandName) ? checks[commandName] : undefined;
        if (check?.(record(args.input), prefix)) return next(args);
        throw new FenceBreach(`${commandName} reaches beyond tenant ${tenantId}`);
      },
    { name: "tenantFence", step: "initialize", priority: "high" },
  );
  return client;
}
