import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  ExecuteStatementCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startCloud, tableArn } from "#tests/local/dynamodb/cloud.ts";

const TableName = "pool-tenants";
const at = (pk: string) => ({ pk: { S: pk }, sk: { S: "x" } });
const mine = at("T#tnt_a#people.employee#1");
const theirs = at("T#tnt_b#people.employee#1");
const denied = (action: string, resource = tableArn) => ({
  name: "AccessDeniedException",
  message: `User: arn:aws:sts::123456789012:assumed-role/tenant/test is not authorized to perform: dynamodb:${action} on resource: ${resource} because no identity-based policy allows the dynamodb:${action} action`,
  $metadata: { httpStatusCode: 400 },
});

let cloud: Awaited<ReturnType<typeof startCloud>>;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.stop());

describe("a tenant's session", () => {
  const query = (pk: string, more: object = {}) =>
    new QueryCommand({
      TableName,
      KeyConditionExpression: "#p = :p AND begins_with(sk, :s)",
      ExpressionAttributeNames: { "#p": "pk" },
      ExpressionAttributeValues: { ":p": { S: pk }, ":s": { S: "x" } },
      ...more,
    });

  test("reads and writes what is the tenant's", async () => {
    const client = cloud.tenant("tnt_a");
    await client.send(new PutItemCommand({ TableName, Item: { ...mine, n: { N: "1" } } }));
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key: mine,
        UpdateExpression: "ADD n :one",
        ExpressionAttributeValues: { ":one": { N: "1" } },
      }),
    );
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: mine }));
    expect(Item?.["n"]).toEqual({ N: "2" });
    const { Responses } = await client.send(
      new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key: mine } }] }),
    );
    expect(Responses?.[0]?.Item?.["n"]).toEqual({ N: "2" });
  });

  test.each([
    ["GetItem", new GetItemCommand({ TableName, Key: theirs })],
    ["PutItem", new PutItemCommand({ TableName, Item: theirs })],
    ["DeleteItem", new DeleteItemCommand({ TableName, Key: theirs })],
    ["UpdateItem", new UpdateItemCommand({ TableName, Key: theirs, UpdateExpression: "REMOVE n" })],
    ["BatchGetItem", new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [mine, theirs] } } })],
    ["Query", query("T#tnt_b#people.employee#1")],
    ["Query", query("T#tnt_ab#people.employee#1")],
    [
      "PutItem",
      new TransactWriteItemsCommand({
        TransactItems: [{ Put: { TableName, Item: mine } }, { Put: { TableName, Item: theirs } }],
      }),
    ],
    [
      "ConditionCheckItem",
      new TransactWriteItemsCommand({
        TransactItems: [
          { ConditionCheck: { TableName, Key: theirs, ConditionExpression: "attribute_exists(pk)" } },
        ],
      }),
    ],
    ["GetItem", new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key: theirs } }] })],
    [
      "BatchWriteItem",
      new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item: mine } }] } }),
    ],
    ["Scan", new ScanCommand({ TableName })],
    ["PartiQLSelect", new ExecuteStatementCommand({ Statement: `SELECT * FROM "${TableName}"` })],
  ] as const)("is refused %s of another's, or beyond its rights", async (action, command) => {
    // One union of commands is more than the client's overloads take.
    const sent = cloud.tenant("tnt_a").send(command as GetItemCommand);
    await expect(sent).rejects.toMatchObject(denied(action));
  });

  test("is judged by the index's own partition key when it queries an index", async () => {
    const byIndex = (pk: string) =>
      query(pk, {
        IndexName: "gsi1",
        ExpressionAttributeNames: { "#p": "gsi1pk" },
        KeyConditionExpression: "#p = :p AND begins_with(gsi1sk, :s)",
      });
    const client = cloud.tenant("tnt_a");
    await expect(client.send(byIndex("T#tnt_a#people.manager#1"))).resolves.toMatchObject({ Count: 0 });
    await expect(client.send(byIndex("T#tnt_b#people.manager#1"))).rejects.toMatchObject(
      denied("Query", `${tableArn}/index/gsi1`),
    );
  });

  test("finds the key in the older KeyConditions too", async () => {
    const by = (pk: string) =>
      new QueryCommand({
        TableName,
        KeyConditions: { pk: { AttributeValueList: [{ S: pk }], ComparisonOperator: "EQ" } },
      });
    const client = cloud.tenant("tnt_a");
    await expect(client.send(by(mine.pk.S))).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
    await expect(client.send(by(theirs.pk.S))).rejects.toMatchObject(denied("Query"));
  });
});

test("a session without a tenant tag reaches nothing", async () => {
  const client = cloud.dynamodbAs(cloud.iam.issue("arn:aws:iam::123456789012:role/tenant", {}, "test"));
  await expect(client.send(new GetItemCommand({ TableName, Key: mine }))).rejects.toMatchObject(
    denied("GetItem"),
  );
});

test("the account's own credentials reach everything", async () => {
  const client = cloud.dynamodbAs(cloud.iam.root);
  await client.send(new PutItemCommand({ TableName, Item: theirs }));
  await expect(client.send(new ScanCommand({ TableName }))).resolves.toHaveProperty("Count");
  await expect(client.send(new ListTablesCommand())).resolves.toMatchObject({ TableNames: [TableName] });
});

test("the engine's own refusals come through as they are", async () => {
  const put = new PutItemCommand({ TableName, Item: mine, ConditionExpression: "attribute_not_exists(pk)" });
  await cloud.dynamodbAs(cloud.iam.root).send(new PutItemCommand({ TableName, Item: mine }));
  await expect(cloud.tenant("tnt_a").send(put)).rejects.toMatchObject({
    name: "ConditionalCheckFailedException",
  });
});

test("credentials that are not ours are refused", async () => {
  const send = (change: object) =>
    cloud.dynamodbAs({ ...cloud.iam.root, ...change }).send(new ListTablesCommand());
  await expect(send({ accessKeyId: "ASIA0000000000000000" })).rejects.toMatchObject({
    name: "UnrecognizedClientException",
  });
  await expect(send({ sessionToken: "forged" })).rejects.toMatchObject({
    name: "UnrecognizedClientException",
  });
});
