import { expect, test } from "vitest";
import { accessesOf } from "#local/services/dynamodb-access.ts";
import { type KeySchema, leadingKeys } from "#local/services/dynamodb-keys.ts";

const schema: KeySchema = { hash: "pk", range: "sk", indexes: { byOwner: "owner" } };
const TableName = "t";
const Key = { pk: { S: "a" }, sk: { S: "x" } };
const Item = { ...Key, n: { N: "1" } };
const judged = (operation: string, input: object) =>
  accessesOf({ ...input }, operation).map((access) => [
    access.action,
    access.table + (access.index ? `/${access.index}` : ""),
    leadingKeys(access, schema),
    ...(access.enclosing ? [access.enclosing] : []),
  ]);

test.each<[string, object, unknown[]]>([
  ["GetItem", { TableName, Key }, [["GetItem", "t", ["a"]]]],
  ["PutItem", { TableName, Item }, [["PutItem", "t", ["a"]]]],
  ["UpdateItem", { TableName, Key }, [["UpdateItem", "t", ["a"]]]],
  ["DeleteItem", { TableName, Key: { pk: { N: "7" } } }, [["DeleteItem", "t", ["7"]]]],
  ["DeleteItem", { TableName, Key: { pk: { B: "AAE=" } } }, [["DeleteItem", "t", ["AAE="]]]],
  ["GetItem", { TableName, Key: { other: { S: "a" } } }, [["GetItem", "t", []]]],
  [
    "BatchGetItem",
    { RequestItems: { t: { Keys: [Key, { pk: { S: "b" } }] }, u: { Keys: [Key] } } },
    [
      ["BatchGetItem", "t", ["a", "b"]],
      ["BatchGetItem", "u", ["a"]],
    ],
  ],
  [
    "BatchWriteItem",
    { RequestItems: { t: [{ PutRequest: { Item } }, { DeleteRequest: { Key: { pk: { S: "b" } } } }] } },
    [["BatchWriteItem", "t", ["a", "b"]]],
  ],
  [
    "TransactWriteItems",
    {
      TransactItems: [
        { Put: { TableName, Item } },
        { Update: { TableName, Key } },
        { Delete: { TableName, Key } },
        { ConditionCheck: { TableName, Key } },
      ],
    },
    ["PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"].map((action) => [
      action,
      "t",
      ["a"],
      "TransactWriteItems",
    ]),
  ],
  [
    "TransactGetItems",
    { TransactItems: [{ Get: { TableName, Key } }] },
    [["GetItem", "t", ["a"], "TransactGetItems"]],
  ],
  ["Scan", { TableName, IndexName: "byOwner" }, [["Scan", "t/byOwner", []]]],
  ["ListTables", {}, [["ListTables", "*", []]]],
  [
    "TagResource",
    { ResourceArn: "arn:aws:dynamodb:r:1:table/t" },
    [["TagResource", "arn:aws:dynamodb:r:1:table/t", []]],
  ],
  [
    "ExecuteStatement",
    { Statement: 'SELECT * FROM "t"."byOwner" WHERE owner=?' },
    [["PartiQLSelect", "t/byOwner", []]],
  ],
  ["ExecuteStatement", { Statement: `INSERT INTO t VALUE {'pk':'a'}` }, [["PartiQLInsert", "t", []]]],
  [
    "BatchExecuteStatement",
    { Statements: [{ Statement: 'update "t" set n=1' }] },
    [["PartiQLUpdate", "t", []]],
  ],
  [
    "ExecuteTransaction",
    { TransactStatements: [{ Statement: "DELETE FROM t" }] },
    [["PartiQLDelete", "t", []]],
  ],
])("%s %j", (operation, input, expected) => {
  expect(judged(operation, input)).toEqual(expected);
});

const names = { "#p": "pk", "#o": "owner" };
const values = { ":p": { S: "a" }, ":s": { S: "x" } };
test.each<[string, object, string[]]>([
  ["a name as it is", { KeyConditionExpression: "pk = :p" }, ["a"]],
  ["a placeholder", { KeyConditionExpression: "#p=:p and sk = :s" }, ["a"]],
  ["the sort key first, in brackets", { KeyConditionExpression: "(sk <= :s) AND (#p = :p)" }, ["a"]],
  ["the value first", { KeyConditionExpression: ":p = #p" }, ["a"]],
  ["an index", { KeyConditionExpression: "#o = :p", IndexName: "byOwner" }, ["a"]],
  ["the table's key over an index", { KeyConditionExpression: "#p = :p", IndexName: "byOwner" }, []],
  ["an index that is not", { KeyConditionExpression: "#p = :p", IndexName: "none" }, []],
  ["no equality", { KeyConditionExpression: "#p <= :p" }, []],
  ["a range over it", { KeyConditionExpression: "#p BETWEEN :p AND :s" }, []],
  ["no value", { KeyConditionExpression: "#p = :q" }, []],
  ["nothing", {}, []],
])("Query's leading key by %s", (_, input, expected) => {
  const query = { TableName, ExpressionAttributeNames: names, ExpressionAttributeValues: values, ...input };
  expect(accessesOf(query, "Query").flatMap((access) => leadingKeys(access, schema))).toEqual(expected);
});
