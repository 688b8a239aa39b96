import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Engine, startEngine } from "#local/engine/engine.ts";
import { fields, list } from "#local/engine/json.ts";
import { openTables } from "#local/services/dynamodb-tables.ts";
import { table } from "#tests/local/dynamodb/cloud.ts";

const { name } = table;
const changed = (more: object) => ({ ...table, properties: { ...table.properties, ...more } });
const index = (IndexName: string, hash: string, ProjectionType = "ALL") => ({
  IndexName,
  KeySchema: [{ AttributeName: hash, KeyType: "HASH" }],
  Projection: { ProjectionType },
  WarmThroughput: { ReadUnitsPerSecond: 1 },
});
const attributes = (...names: string[]) =>
  names.map((AttributeName) => ({ AttributeName, AttributeType: "S" }));

let engine: Engine;
beforeEach(async () => {
  engine = await startEngine();
});
afterEach(() => engine.stop());

const describeTable = async () => fields((await engine.call("DescribeTable", { TableName: name }))["Table"]);
const indexNames = async () =>
  list((await describeTable())["GlobalSecondaryIndexes"]).map((each) => fields(each)["IndexName"]);
const item = { pk: { S: "a" }, sk: { S: "b" }, owner: { S: "o" } };
const queryOwner = () =>
  engine.call("Query", {
    TableName: name,
    IndexName: "by-owner",
    KeyConditionExpression: "#o = :o",
    ExpressionAttributeNames: { "#o": "owner" },
    ExpressionAttributeValues: { ":o": { S: "o" } },
  });

describe("a table of the stacks", () => {
  test("is made with its indexes, stream and expiry", async () => {
    await openTables(engine).define(table);
    const made = await describeTable();
    expect(await indexNames()).toEqual(["gsi1"]);
    expect(made["StreamSpecification"]).toEqual({
      StreamEnabled: true,
      StreamViewType: "NEW_AND_OLD_IMAGES",
    });
    expect(await engine.call("DescribeTimeToLive", { TableName: name })).toEqual({
      TimeToLiveDescription: { TimeToLiveStatus: "ENABLED", AttributeName: "expiresAt" },
    });
  });

  test("keeps its data at the next start, and takes over new, changed and lost indexes", async () => {
    await openTables(engine).define(table);
    await engine.call("PutItem", { TableName: name, Item: item });
    const AttributeDefinitions = attributes("pk", "sk", "owner");
    await openTables(engine).define(
      changed({ AttributeDefinitions, GlobalSecondaryIndexes: [index("by-owner", "owner", "KEYS_ONLY")] }),
    );
    expect(await indexNames()).toEqual(["by-owner"]);
    expect(await queryOwner()).toMatchObject({ Items: [item] });
    await openTables(engine).define(
      changed({
        AttributeDefinitions,
        GlobalSecondaryIndexes: [index("by-owner", "owner"), index("by-sk", "sk")],
      }),
    );
    expect(new Set(await indexNames())).toEqual(new Set(["by-owner", "by-sk"]));
    expect(await queryOwner()).toMatchObject({ Items: [item] });
  });

  test("gets a stream and another expiry later", async () => {
    const { StreamSpecification, TimeToLiveSpecification, ...bare } = table.properties;
    await openTables(engine).define({ ...table, properties: bare });
    expect(await describeTable()).not.toHaveProperty("LatestStreamArn");
    await openTables(engine).define({ ...table, properties: { ...bare, StreamSpecification } });
    expect(await describeTable()).toHaveProperty("LatestStreamArn");
    for (const AttributeName of ["expiresAt", "endsAt"])
      await openTables(engine).define(changed({ TimeToLiveSpecification: { AttributeName, Enabled: true } }));
    expect(await engine.call("DescribeTimeToLive", { TableName: name })).toMatchObject({
      TimeToLiveDescription: { AttributeName: "endsAt" },
    });
    expect(TimeToLiveSpecification).toBeDefined();
  });

  test("is not replaced when its key has changed: that would lose the data", async () => {
    await openTables(engine).define(table);
    const KeySchema = [{ AttributeName: "pk", KeyType: "HASH" }];
    await expect(openTables(engine).define(changed({ KeySchema }))).rejects.toThrow(/start with --fresh/);
  });
});

test("key attributes are known for tables and indexes alike", async () => {
  const tables = openTables(engine);
  expect(await tables.schemaOf(name)).toBeUndefined();
  await tables.define(table);
  expect(await tables.schemaOf(name)).toEqual({ hash: "pk", range: "sk", indexes: { gsi1: "gsi1pk" } });
});
