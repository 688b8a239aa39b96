import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Engine } from "#local/engine/engine.ts";
import { fields, list } from "#local/engine/json.ts";
import {
  type DeclaredTable,
  type DescribedTable,
  describeTable,
  type Index,
} from "#local/services/dynamodb-table-shape.ts";

/** Makes the table, or brings the one of an earlier run up to date with its data kept. */
export async function deployTable(engine: Engine, table: string, wanted: DeclaredTable): Promise<void> {
  const kept = await describeTable(engine, table);
  if (kept) await update(engine, table, wanted, kept);
  else await create(engine, table, wanted);
  await expire(engine, table, wanted.TimeToLiveSpecification);
}

async function create(engine: Engine, table: string, wanted: DeclaredTable): Promise<void> {
  await engine.call("CreateTable", {
    TableName: table,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: wanted.KeySchema,
    AttributeDefinitions: wanted.AttributeDefinitions,
    ...(wanted.GlobalSecondaryIndexes.length > 0 && {
      GlobalSecondaryIndexes: wanted.GlobalSecondaryIndexes,
    }),
    ...(wanted.LocalSecondaryIndexes.length > 0 && { LocalSecondaryIndexes: wanted.LocalSecondaryIndexes }),
    ...(wanted.StreamSpecification && { StreamSpecification: streamOf(wanted.StreamSpecification) }),
  });
  await settled(engine, table);
}

/** Brings a kept table up to date as a deployment would. What a deployment would replace the table for is refused. */
async function update(
  engine: Engine,
  table: string,
  wanted: DeclaredTable,
  kept: DescribedTable,
): Promise<void> {
  const fixed = ({ KeySchema, LocalSecondaryIndexes }: DeclaredTable | DescribedTable) => [
    KeySchema,
    LocalSecondaryIndexes,
  ];
  if (!isDeepStrictEqual(fixed(kept), fixed(wanted)))
    throw new Error(`Table ${table} is kept from an earlier run and has another key: start with --fresh`);
  const change = async (input: object) => {
    await engine.call("UpdateTable", {
      TableName: table,
      AttributeDefinitions: wanted.AttributeDefinitions,
      ...input,
    });
    await settled(engine, table);
  };
  const old = kept.GlobalSecondaryIndexes;
  for (const { IndexName } of without(old, wanted.GlobalSecondaryIndexes))
    await change({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName } }] });
  for (const Create of without(wanted.GlobalSecondaryIndexes, old))
    await change({ GlobalSecondaryIndexUpdates: [{ Create }] });
  if (wanted.StreamSpecification && !kept.StreamSpecification?.StreamEnabled)
    await change({ StreamSpecification: streamOf(wanted.StreamSpecification) });
}

const without = (some: readonly Index[], others: readonly Index[]) =>
  some.filter((each) => !others.some((other) => isDeepStrictEqual(each, other)));

const streamOf = ({ StreamViewType }: { readonly StreamViewType: string }) => ({
  StreamEnabled: true,
  StreamViewType,
});

/** Waits until a change of the table has taken effect. */
async function settled(engine: Engine, table: string): Promise<void> {
  for (;;) {
    const { Table } = await engine.call("DescribeTable", { TableName: table });
    const { TableStatus, GlobalSecondaryIndexes } = fields(Table);
    const states = [TableStatus, ...list(GlobalSecondaryIndexes).map((each) => fields(each)["IndexStatus"])];
    if (states.every((state) => state === "ACTIVE")) return;
    await delay(20);
  }
}

async function expire(
  engine: Engine,
  table: string,
  wanted: DeclaredTable["TimeToLiveSpecification"],
): Promise<void> {
  const { TimeToLiveDescription } = await engine.call("DescribeTimeToLive", { TableName: table });
  const { TimeToLiveStatus, AttributeName } = fields(TimeToLiveDescription);
  const enabled = TimeToLiveStatus === "ENABLED";
  if (!wanted?.Enabled || (enabled && AttributeName === wanted.AttributeName)) return;
  const set = (TimeToLiveSpecification: object) =>
    engine.call("UpdateTimeToLive", { TableName: table, TimeToLiveSpecification });
  if (enabled) await set({ AttributeName, Enabled: false });
  await set(wanted);
}
