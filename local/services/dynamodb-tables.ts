import * as z from "zod";
import type { Engine } from "#local/engine/engine.ts";
import type { Provider, Resource } from "#local/resource.ts";
import type { KeySchema } from "#local/services/dynamodb-keys.ts";
import { deployTable } from "#local/services/dynamodb-table-deployment.ts";
import {
  type DescribedTable,
  declaredTable,
  describeTable,
  type KeyElements,
} from "#local/services/dynamodb-table-shape.ts";

/** The tables of the stacks, in the engine. */
export interface Tables extends Provider {
  /** Key attributes of a table; `undefined` when there is none of that name. */
  readonly schemaOf: (table: string) => Promise<KeySchema | undefined>;
  /** Forgets what was known of every table. */
  readonly forget: () => void;
}

/** Makes `AWS::DynamoDB::Table` and `GlobalTable` in the engine, and keeps the data of an earlier run. */
export function openTables(engine: Engine): Tables {
  const known = new Map<string, KeySchema>();
  const define = async ({ name, properties }: Resource) => {
    await deployTable(engine, name, z.parse(declaredTable, properties));
    known.delete(name);
  };
  return {
    types: ["AWS::DynamoDB::GlobalTable", "AWS::DynamoDB::Table"],
    define,
    schemaOf: async (table) => {
      const schema = known.get(table) ?? keySchemaOf(await describeTable(engine, table));
      if (schema) known.set(table, schema);
      return schema;
    },
    forget: () => known.clear(),
  };
}

function keySchemaOf(table: DescribedTable | undefined): KeySchema | undefined {
  const hash = keyOf(table?.KeySchema, "HASH");
  if (!table || hash === undefined) return undefined;
  const indexes = [...table.GlobalSecondaryIndexes, ...table.LocalSecondaryIndexes].map(
    ({ IndexName, KeySchema }) => [IndexName, keyOf(KeySchema, "HASH") ?? hash] as const,
  );
  return { hash, range: keyOf(table.KeySchema, "RANGE"), indexes: Object.fromEntries(indexes) };
}

const keyOf = (schema: KeyElements | undefined, type: "HASH" | "RANGE") =>
  schema?.find(({ KeyType }) => KeyType === type)?.AttributeName;
