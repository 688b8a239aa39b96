import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openConflicts } from "#local/services/dynamodb-conflicts.ts";
import { startCloud } from "#tests/local/dynamodb/cloud.ts";

describe("while a transaction writes an item", () => {
  test("rivals on that item are refused, others are not", () => {
    const { enter } = openConflicts();
    const leave = enter("TransactWriteItems", ["a", "b"]);
    expect(() => enter("TransactWriteItems", ["c", "b"])).toThrow(
      "Transaction cancelled, please refer cancellation reasons for specific reasons [None, TransactionConflict]",
    );
    for (const operation of ["PutItem", "UpdateItem", "DeleteItem"])
      expect(() => enter(operation, ["a"])).toThrow("Transaction is ongoing for the item");
    expect(() => enter("TransactGetItems", ["a"])).toThrow("[TransactionConflict]");
    enter("TransactWriteItems", ["c"])();
    enter("GetItem", ["a"])();
    leave();
    enter("TransactWriteItems", ["a", "b", "c"])();
  });

  test("the refused leave nothing behind", () => {
    const { enter } = openConflicts();
    const leave = enter("TransactWriteItems", ["a"]);
    expect(() => enter("TransactWriteItems", ["b", "a"])).toThrow();
    leave();
    expect(() => enter("PutItem", ["b"])).not.toThrow();
  });
});

test("while single writes are under way, only reading transactions are refused", () => {
  const { enter } = openConflicts();
  const leaves = [enter("PutItem", ["a"]), enter("UpdateItem", ["a"])];
  expect(() => enter("TransactGetItems", ["a"])).toThrow();
  leaves[0]?.();
  expect(() => enter("TransactGetItems", ["a"])).toThrow();
  leaves[1]?.();
  enter("TransactGetItems", ["a"])();
});

describe("50 parallel transactions on one item", () => {
  let cloud: Awaited<ReturnType<typeof startCloud>>;
  beforeAll(async () => {
    cloud = await startCloud({ conflicts: true });
  });
  afterAll(() => cloud.stop());

  const TableName = "pool-tenants";
  const key = (sk: string) => ({ pk: { S: "T#tnt_a#time.session" }, sk: { S: sk } });
  const rush = (client: DynamoDBClient, sk: string) =>
    Promise.allSettled(
      Array.from({ length: 50 }, (_, n) =>
        client.send(
          new TransactWriteItemsCommand({
            TransactItems: [
              { Put: { TableName, Item: key(`${sk}-${n}`) } },
              { Put: { TableName, Item: { ...key(sk), n: { N: `${n}` } } } },
            ],
          }),
        ),
      ),
    );

  test("cancel each other as on AWS, and some come through", async () => {
    const results = await rush(cloud.tenant("tnt_a"), "x");
    const reasons = results.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    expect(reasons.length).toBeGreaterThan(0);
    expect(reasons.length).toBeLessThan(50);
    for (const reason of reasons) {
      expect(reason).toBeInstanceOf(TransactionCanceledException);
      expect(reason.CancellationReasons).toEqual([
        { Code: "None" },
        { Code: "TransactionConflict", Message: "Transaction is ongoing for the item" },
      ]);
    }
  });

  test("refuse a single write beside them in its own words", async () => {
    const client = cloud.tenant("tnt_a");
    const rushing = rush(client, "y");
    const puts = await Promise.allSettled(
      Array.from({ length: 50 }, () => client.send(new PutItemCommand({ TableName, Item: key("y") }))),
    );
    await rushing;
    const refused = puts.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    expect(refused.length).toBeGreaterThan(0);
    for (const reason of refused) expect(reason).toBeInstanceOf(TransactionConflictException);
    await expect(client.send(new GetItemCommand({ TableName, Key: key("y") }))).resolves.toHaveProperty(
      "Item",
    );
    await client.send(
      new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key: key("y") } }] }),
    );
  });
});
