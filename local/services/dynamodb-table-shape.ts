import * as z from "zod";
import type { Engine } from "#local/engine/engine.ts";
import { AwsError } from "#local/services/aws-error.ts";

const keys = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(["HASH", "RANGE"]) }));
const projection = z.object({ ProjectionType: z.string(), NonKeyAttributes: z.array(z.string()).optional() });
const index = z.object({ IndexName: z.string(), KeySchema: keys, Projection: projection });
const indexes = z.array(index).default([]);
export type KeyElements = z.infer<typeof keys>;
export type Index = z.infer<typeof index>;

/** What a template says of a table, as far as an engine understands it. */
export const declaredTable = z.object({
  KeySchema: keys,
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  GlobalSecondaryIndexes: indexes,
  LocalSecondaryIndexes: indexes,
  StreamSpecification: z.object({ StreamViewType: z.string() }).optional(),
  TimeToLiveSpecification: z
    .object({ AttributeName: z.string().optional(), Enabled: z.boolean() })
    .optional(),
});
export type DeclaredTable = z.infer<typeof declaredTable>;

const described = z.object({
  KeySchema: keys,
  GlobalSecondaryIndexes: indexes,
  LocalSecondaryIndexes: indexes,
  StreamSpecification: z.object({ StreamEnabled: z.boolean() }).optional(),
});
export type DescribedTable = z.infer<typeof described>;

/** The table as the engine has it; `undefined` when it has none of that name. */
export async function describeTable(engine: Engine, table: string): Promise<DescribedTable | undefined> {
  try {
    const { Table } = await engine.call("DescribeTable", { TableName: table });
    return z.parse(described, Table);
  } catch (error) {
    if (error instanceof AwsError && error.code === "ResourceNotFoundException") return undefined;
    throw error;
  }
}
