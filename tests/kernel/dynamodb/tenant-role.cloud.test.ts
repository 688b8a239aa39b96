import {
  BatchExecuteStatementCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  ListTablesCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, test } from "vitest";
import { tenantPrefix } from "#functions/kernel/dynamodb/keys.ts";
import { tenantCredentials } from "#functions/kernel/dynamodb/tenant-credentials.ts";
import { newTypeId } from "#functions/kernel/ids.ts";
import { type AwsSession, sharedCloud, sharedFunction } from "#tests/support/cloud.ts";

/** IAM by itself: no fence stands before these clients. */
const ours = newTypeId("tnt");
const theirs = newTypeId("tnt");
const { variables, credentials } = sharedFunction("/People/Api/");
const {
  TENANT_TABLE: TableName = "",
  IDENTITY_TABLE: identityTable = "",
  TENANT_ROLE_ARN: RoleArn = "",
} = variables;
const base = { endpoint: sharedCloud().aws?.endpoint ?? "", region: "eu-west-1" };
const sts = new STSClient({ ...base, credentials });

const clientWith = (session: AwsSession) =>
  DynamoDBDocumentClient.from(new DynamoDBClient({ ...base, credentials: session }));

const asTenant = async (tenantId: string) => {
  const time = { clock: () => new Date(), random: () => 0 };
  return clientWith(await tenantCredentials(sts, RoleArn, time)(tenantId)());
};

const keyOf = (tenantId: string) => ({ pk: `${tenantPrefix(tenantId)}test.thing#1`, sk: "thing" });

let tenant: DynamoDBDocumentClient;

beforeAll(async () => {
  tenant = await asTenant(ours);
  for (const each of [ours, theirs])
    await (await asTenant(each)).send(new PutCommand({ TableName, Item: { ...keyOf(each), of: each } }));
});

type Key = ReturnType<typeof keyOf>;
type Send = (client: DynamoDBDocumentClient, key: Key) => Promise<unknown>;

const query = (key: Key, IndexName?: string, partition = "pk") =>
  new QueryCommand({
    TableName,
    ...(IndexName && { IndexName }),
    KeyConditionExpression: `${partition} = :p`,
    ExpressionAttributeValues: { ":p": key.pk },
  });

const set = { UpdateExpression: "SET touched = :t", ExpressionAttributeValues: { ":t": true } };
const check = { ConditionExpression: "attribute_not_exists(nothing)" };

const commands: Readonly<Record<string, Send>> = {
  GetItem: (to, Key) => to.send(new GetCommand({ TableName, Key })),
  "Query of the table": (to, key) => to.send(query(key)),
  "Query of gsi1": (to, key) => to.send(query(key, "gsi1", "gsi1pk")),
  "Query of gsi2": (to, key) => to.send(query(key, "gsi2", "gsi2pk")),
  BatchGetItem: (to, key) =>
    to.send(
      new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [{ ...keyOf(ours), sk: "2" }, key] } } }),
    ),
  PutItem: (to, key) => to.send(new PutCommand({ TableName, Item: key })),
  UpdateItem: (to, Key) => to.send(new UpdateCommand({ TableName, Key, ...set })),
  "TransactWriteItems with an update": (to, Key) =>
    to.send(new TransactWriteCommand({ TransactItems: [{ Update: { TableName, Key, ...set } }] })),
  "TransactWriteItems with a put behind one of one's own": (to, key) =>
    to.send(
      new TransactWriteCommand({
        TransactItems: [
          { Put: { TableName, Item: { ...keyOf(ours), sk: "2" } } },
          { Put: { TableName, Item: { ...key, sk: "3" } } },
        ],
      }),
    ),
  "TransactWriteItems with a check": (to, Key) =>
    to.send(new TransactWriteCommand({ TransactItems: [{ ConditionCheck: { TableName, Key, ...check } }] })),
  "TransactWriteItems with a deletion": (to, Key) =>
    to.send(new TransactWriteCommand({ TransactItems: [{ Delete: { TableName, Key } }] })),
  TransactGetItems: (to, Key) =>
    to.send(new TransactGetCommand({ TransactItems: [{ Get: { TableName, Key } }] })),
  DeleteItem: (to, Key) => to.send(new DeleteCommand({ TableName, Key })),
};

const refusal = { name: "AccessDeniedException" };

describe("the tenant role", () => {
  test.each(Object.entries(commands))("lets %s reach the tenant's own keys and no other", async (_, send) => {
    await expect(send(tenant, keyOf(theirs))).rejects.toMatchObject(refusal);
    await expect(send(tenant, keyOf(ours))).resolves.toBeDefined();
  });

  test("leaves another tenant's item as it was", async () => {
    const { Item } = await (await asTenant(theirs)).send(new GetCommand({ TableName, Key: keyOf(theirs) }));

    expect(Item).toEqual({ ...keyOf(theirs), of: theirs });
  });

  const statement = { Statement: `SELECT * FROM "${TableName}" WHERE pk = '${keyOf(ours).pk}'` };
  const never: Readonly<Record<string, (to: DynamoDBDocumentClient) => Promise<unknown>>> = {
    Scan: (to) => to.send(new ScanCommand({ TableName })),
    "Scan of an index": (to) => to.send(new ScanCommand({ TableName, IndexName: "gsi1" })),
    ExecuteStatement: (to) => to.send(new ExecuteStatementCommand(statement)),
    BatchExecuteStatement: (to) => to.send(new BatchExecuteStatementCommand({ Statements: [statement] })),
    ExecuteTransaction: (to) => to.send(new ExecuteTransactionCommand({ TransactStatements: [statement] })),
    BatchWriteItem: (to) =>
      to.send(
        new BatchWriteCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item: keyOf(ours) } }] } }),
      ),
    DescribeTable: (to) => to.send(new DescribeTableCommand({ TableName })),
    UpdateTable: (to) => to.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false })),
    ListTables: (to) => to.send(new ListTablesCommand()),
    "GetItem of the identity table": (to) =>
      to.send(new GetCommand({ TableName: identityTable, Key: { pk: "keyring", sk: "keyring" } })),
  };

  test.each(Object.entries(never))("allows no %s, of one's own things either", async (_, send) => {
    await expect(send(tenant)).rejects.toMatchObject(refusal);
  });
});

describe("without the tenant's session", () => {
  test.each(Object.entries(commands))("a function's own role may not %s", async (_, send) => {
    await expect(send(clientWith(credentials), keyOf(ours))).rejects.toMatchObject(refusal);
  });

  const assume = (tags: readonly { Key: string; Value: string }[]) =>
    sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "test", Tags: [...tags] }));

  test.each([
    ["no tag", []],
    ["another tag", [{ Key: "stamp", Value: ours }]],
    ["an empty tag", [{ Key: "tenant", Value: "" }]],
    ["a tag that is a pattern", [{ Key: "tenant", Value: "*" }]],
    ["a tag that is the beginning of an id", [{ Key: "tenant", Value: "tnt_" }]],
    ["a tag that is a pattern of ids", [{ Key: "tenant", Value: "tnt_*" }]],
  ])("no session is given for %s", async (_, tags) => {
    await expect(assume(tags)).rejects.toMatchObject({ name: expect.stringMatching(/^AccessDenied/) });
  });
});
