import { DynamoDBClient, ExecuteStatementCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  ExecuteTransactionCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FenceBreach, fenced } from "#functions/kernel/dynamodb/fence.ts";
import { idOf } from "#tests/support/actors.ts";

const own = idOf("tnt", 1);
const other = idOf("tnt", 2);
const TableName = "table";

/** A fenced client whose requests end before the wire; what got so far is counted. */
const fence = (tenantId: string = own) => {
  let sent = 0;
  const base = new DynamoDBClient({
    region: "eu-west-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    maxAttempts: 1,
    requestHandler: {
      handle: async () => {
        sent += 1;
        throw new Error("reached the wire");
      },
    },
  });
  const client = fenced(DynamoDBDocumentClient.from(base), tenantId);
  // One type for all commands: what each asks and answers is of no matter here.
  const outcome = (command: object): Promise<unknown> =>
    client.send(command as GetCommand).catch((error: unknown) => error);
  return { outcome, sent: () => sent };
};

const key = (tenant: string, sk = "a") => ({ pk: `T#${tenant}#time.clock#1`, sk });
const query = (tenant: string, more = {}) =>
  new QueryCommand({
    TableName,
    KeyConditionExpression: "#pk = :pk AND begins_with(#sk, :sk)",
    ExpressionAttributeNames: { "#pk": "pk", "#sk": "sk" },
    ExpressionAttributeValues: { ":pk": key(tenant).pk, ":sk": "a" },
    ...more,
  });

const shapes = {
  get: (tenant: string) => new GetCommand({ TableName, Key: key(tenant) }),
  put: (tenant: string) => new PutCommand({ TableName, Item: key(tenant) }),
  "put by the bare client": (tenant: string) =>
    new PutItemCommand({ TableName, Item: { pk: { S: key(tenant).pk }, sk: { S: "a" } } }),
  update: (tenant: string) =>
    new UpdateCommand({ TableName, Key: key(tenant), UpdateExpression: "SET a = b" }),
  delete: (tenant: string) => new DeleteCommand({ TableName, Key: key(tenant) }),
  query,
  "query of an index": (tenant: string) =>
    query(tenant, { IndexName: "gsi1", ExpressionAttributeNames: { "#pk": "gsi1pk", "#sk": "gsi1sk" } }),
  "batch get": (tenant: string) =>
    new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [key(own), key(tenant, "b")] } } }),
  "transactional put": (tenant: string) =>
    new TransactWriteCommand({
      TransactItems: [{ Put: { TableName, Item: key(own) } }, { Put: { TableName, Item: key(tenant, "b") } }],
    }),
  "transactional update": (tenant: string) =>
    new TransactWriteCommand({
      TransactItems: [{ Update: { TableName, Key: key(tenant), UpdateExpression: "SET a = b" } }],
    }),
  "transactional delete": (tenant: string) =>
    new TransactWriteCommand({ TransactItems: [{ Delete: { TableName, Key: key(tenant) } }] }),
  "transactional check": (tenant: string) =>
    new TransactWriteCommand({
      TransactItems: [
        { ConditionCheck: { TableName, Key: key(tenant), ConditionExpression: "attribute_exists(pk)" } },
      ],
    }),
  "transactional get": (tenant: string) =>
    new TransactGetCommand({ TransactItems: [{ Get: { TableName, Key: key(tenant) } }] }),
};

describe("fenced()", () => {
  test.each(Object.entries(shapes))("lets %s through to the tenant's own keys alone", async (_, shape) => {
    const { outcome, sent } = fence();

    expect(await outcome(shape(other))).toBeInstanceOf(FenceBreach);
    expect(sent()).toBe(0);
    expect(await outcome(shape(own))).toMatchObject({ message: "reached the wire" });
    expect(sent()).toBe(1);
  });

  test.each<[string, object]>([
    ["a scan", new ScanCommand({ TableName })],
    [
      "a batch write",
      new BatchWriteCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item: key(own) } }] } }),
    ],
    ["PartiQL", new ExecuteStatementCommand({ Statement: "SELECT * FROM t" })],
    [
      "a PartiQL transaction",
      new ExecuteTransactionCommand({ TransactStatements: [{ Statement: "SELECT * FROM t" }] }),
    ],
    [
      "a query without a key",
      new QueryCommand({
        TableName,
        KeyConditionExpression: "sk = :a",
        ExpressionAttributeValues: { ":a": "a" },
      }),
    ],
    ["a query that starts elsewhere", query(own, { ExclusiveStartKey: key(other) })],
    [
      "an item in another's index",
      new PutCommand({ TableName, Item: { ...key(own), gsi1pk: key(other).pk } }),
    ],
    [
      "an update that moves into another's index",
      new UpdateCommand({
        TableName,
        Key: key(own),
        UpdateExpression: "SET gsi1pk = :k",
        ExpressionAttributeValues: { ":k": key(other).pk },
      }),
    ],
    ["no key at all", new GetCommand({ TableName, Key: {} })],
  ])("refuses %s", async (_, command) => {
    const { outcome, sent } = fence();

    expect(await outcome(command)).toBeInstanceOf(FenceBreach);
    expect(sent()).toBe(0);
  });

  test.each([
    ["by its name", "SET a = :a, gsi1pk = :k REMOVE b", {}],
    ["by an alias", "SET #k = :k", { "#k": "gsi2pk" }],
    ["only when it is not there yet", "SET gsi1pk = if_not_exists(a, :k)", {}],
  ])("refuses an update that moves into another's index %s", async (_, UpdateExpression, names) => {
    const update = (value: string) =>
      new UpdateCommand({
        TableName,
        Key: key(own),
        UpdateExpression,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ":a": "T#what people write", ":k": value },
      });

    expect(await fence().outcome(update(key(other).pk))).toBeInstanceOf(FenceBreach);
  });

  test("lets people write what only looks like a key", async () => {
    const update = new UpdateCommand({
      TableName,
      Key: key(own),
      UpdateExpression: "SET #n = :n, gsi1pk = :k",
      ConditionExpression: "version = :v",
      ExpressionAttributeNames: { "#n": "name" },
      ExpressionAttributeValues: { ":n": `T#${other}#`, ":k": key(own).pk, ":v": 1 },
    });

    expect(await fence().outcome(update)).toMatchObject({ message: "reached the wire" });
  });

  test("knows a prefix from an id that only begins alike", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 4 }), async (tail) => {
        const reached = await fence("tnt_1").outcome(
          new GetCommand({ TableName, Key: { pk: `T#tnt_1${tail}#x.y`, sk: "a" } }),
        );
        expect(reached instanceof FenceBreach).toBe(!`tnt_1${tail}#`.startsWith("tnt_1#"));
      }),
      { numRuns: 30 },
    );
  });
});
