import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { openIam } from "#local/iam/iam.ts";
import type { Principal } from "#local/iam/principal.ts";
import { accessesOf } from "#local/services/dynamodb-access.ts";
import { conditionKeys, resourceOf, touchOf } from "#local/services/dynamodb-facts.ts";
import { account, region, roleArn, roles } from "#tests/local/dynamodb/cloud.ts";

const iam = openIam({ account });
let tenant: Principal | undefined;
beforeAll(async () => {
  for (const each of roles) await iam.provider.define(each);
  tenant = iam.principalOf(iam.issue(roleArn("tenant"), { tenant: "tnt_a" }, "x").accessKeyId);
});

const tables = {
  types: [],
  define: () => {},
  forget: () => {},
  schemaOf: async () => ({ hash: "pk", range: "sk", indexes: { gsi1: "gsi1pk" } }),
};
const TableName = "pool-tenants";

async function allowed(operation: string, input: Record<string, unknown>): Promise<boolean> {
  const touches = await Promise.all(accessesOf(input, operation).map((access) => touchOf(tables, access)));
  return touches.every((touch) => {
    const action = `dynamodb:${touch.action}`;
    const context = conditionKeys(touch, input, region);
    if (!tenant) throw new Error("There is no session");
    return (
      iam.decide(tenant, { action, resource: resourceOf(touch, region, account), context }) === "allowed"
    );
  });
}

const own = fc.string().map((rest) => `T#tnt_a#${rest}`);
// Near misses: another tenant, a longer id, another case, something before it, nothing behind it.
const foreign = fc.constantFrom(
  "T#tnt_b#x",
  "T#tnt_ab#x",
  "t#tnt_a#x",
  "xT#tnt_a#x",
  "T#tnt_a",
  "T#",
  "",
  "*",
  "T#*",
);
const partition = fc.oneof({ weight: 3, arbitrary: own }, { weight: 1, arbitrary: foreign });
const isOwn = (pk: string) => pk.startsWith("T#tnt_a#");
const keyOf = (pk: string) => ({ pk: { S: pk }, sk: { S: "x" } });

const single = fc.constantFrom("GetItem", "PutItem", "UpdateItem", "DeleteItem").chain((operation) =>
  partition.map((pk) => ({
    operation,
    input: { TableName, [operation === "PutItem" ? "Item" : "Key"]: keyOf(pk) },
    keys: [pk],
  })),
);
const batch = fc.array(partition, { minLength: 1, maxLength: 8 }).map((keys) => ({
  operation: "BatchGetItem",
  input: { RequestItems: { [TableName]: { Keys: keys.map(keyOf) } } },
  keys,
}));
const part = fc.constantFrom("Put", "Update", "Delete", "ConditionCheck");
const transaction = fc.array(fc.tuple(part, partition), { minLength: 1, maxLength: 8 }).map((parts) => ({
  operation: "TransactWriteItems",
  input: {
    TransactItems: parts.map(([kind, pk]) => ({
      [kind]: { TableName, [kind === "Put" ? "Item" : "Key"]: keyOf(pk) },
    })),
  },
  keys: parts.map(([, pk]) => pk),
}));
const query = fc.tuple(partition, fc.constantFrom(undefined, "gsi1")).map(([pk, IndexName]) => ({
  operation: "Query",
  input: {
    TableName,
    IndexName,
    KeyConditionExpression: `sk > :s AND ${IndexName ? "gsi1pk" : "pk"} = :p`,
    ExpressionAttributeValues: { ":p": { S: pk }, ":s": { S: "T#tnt_a#" } },
  },
  keys: [pk],
}));

test("the tenant role allows a call exactly when every partition it touches is the tenant's", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(single, batch, transaction, query), async ({ operation, input, keys }) => {
      expect(await allowed(operation, input)).toBe(keys.every(isOwn));
    }),
    { numRuns: 500 },
  );
});

test("a call that tells no key at all is refused", async () => {
  for (const operation of ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan"])
    expect(await allowed(operation, { TableName })).toBe(false);
});
