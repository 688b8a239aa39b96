import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { Change } from "#functions/kernel/commit.ts";
import type { Sealer } from "#functions/kernel/crypto/sealer.ts";
import type { TransactItem } from "#functions/kernel/dynamodb/change.ts";
import { commitWrites } from "#functions/kernel/dynamodb/commit-writes.ts";
import { fenced } from "#functions/kernel/dynamodb/fence.ts";
import type { Stamp } from "#functions/kernel/stamp.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";
import { startEngine } from "#local/engine/engine.ts";
import { idOf, idsInOrder } from "#tests/support/actors.ts";

const tables = { TENANT_TABLE: "tenant", IDENTITY_TABLE: "identity" };
const attributes = ["pk", "sk", "gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk"];
const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: "HASH" },
  { AttributeName: range, KeyType: "RANGE" },
];

// Not encryption: what is sealed can be told from what is not, and opened again.
const sealer: Sealer = {
  seal: async (...[tenantId, , context, value]) => JSON.stringify({ tenantId, context, value }),
  open: async (...[, , , sealed]) => JSON.parse(sealed).value,
};

/** A stamp whose tables stand in a real engine, serving one tenant behind its fence; it counts the calls that are made. */
export async function engineStamp(clock: Clock, tenantId = idOf("tnt", 1)) {
  const engine = await startEngine();
  for (const TableName of Object.values(tables))
    await engine.call("CreateTable", {
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: key("pk", "sk"),
      GlobalSecondaryIndexes: ["gsi1", "gsi2"].map((IndexName) => ({
        IndexName,
        KeySchema: key(`${IndexName}pk`, `${IndexName}sk`),
        Projection: { ProjectionType: "ALL" },
      })),
    });
  const calls: string[] = [];
  const open = () => {
    const client = new DynamoDBClient({
      endpoint: engine.url,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    client.middlewareStack.add(
      (next, { commandName = "" }) =>
        (args) => {
          calls.push(commandName.replace("Command", ""));
          return next(args);
        },
      { step: "initialize" },
    );
    return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  };
  const documents = fenced(open(), tenantId);
  const ownDocuments = open();
  const newId = idsInOrder();
  const patience = { random: () => 0, sleep: async () => {} };
  const stamp: Stamp = {
    ...patience,
    env: {
      ...tables,
      STAMP: "test",
      STAMP_KIND: "pool",
      FILES_BUCKET: "files",
      STAMP_KEY_ARN: "key",
      PUBLIC_URL: "https://tenure.test",
    },
    clock,
    newId,
    documents,
    ownDocuments,
    sealer,
    commit: commitWrites({
      ...patience,
      client: documents,
      table: tables.TENANT_TABLE,
      sealer,
      clock,
      newId,
    }),
    asTenant: (_tenantId, work) => work(),
    perTenant: () => () => {
      throw new Error("There is no other service here");
    },
  };
  return {
    stamp,
    calls,
    ...tables,
    /** Writes changes as a commit would, without a command record. */
    apply: async (changes: readonly Change[]) => {
      const TransactItems = changes.map(({ write }) => write as TransactItem);
      await documents.send(new TransactWriteCommand({ TransactItems }));
    },
    putOwn: (Item: Record<string, unknown>) =>
      ownDocuments.send(new PutCommand({ TableName: tables.IDENTITY_TABLE, Item })),
    stop: engine.stop,
  };
}
