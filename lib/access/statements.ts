import type { ITableV2 } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";

const itemReads = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"];
const itemWrites = [
  "dynamodb:PutItem",
  "dynamodb:UpdateItem",
  "dynamodb:DeleteItem",
  "dynamodb:ConditionCheckItem",
];

/** A table and the indexes by which it may be asked, each by its name. */
export interface Queryable {
  readonly table: ITableV2;
  readonly indexes: readonly string[];
}

const resourcesOf = ({ table, indexes }: Queryable): string[] => [
  table.tableArn,
  ...indexes.map((name) => `${table.tableArn}/index/${name}`),
];

/** Reads of single items and queries of those whose keys are like one of these. */
export const itemReading = (of: Queryable, ...keys: readonly string[]): PolicyStatement =>
  new PolicyStatement({ actions: itemReads, resources: resourcesOf(of), conditions: leadingKeys(...keys) });

/** Reads and writes of single items and queries, with no Scan and no PartiQL. */
export const itemAccess = (of: Queryable, conditions?: Record<string, object>): PolicyStatement =>
  new PolicyStatement({
    actions: [...itemReads, ...itemWrites],
    resources: resourcesOf(of),
    ...(conditions && { conditions }),
  });

/**
 * Confines a statement to items whose partition key is like one of these. The Null guard refuses requests that name no
 * key at all: `ForAllValues` holds for an empty set.
 */
export const leadingKeys = (...patterns: readonly string[]) => ({
  "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [...patterns] },
  Null: { "dynamodb:LeadingKeys": "false" },
});

/** What every HTTP function does in the identity table: it reads the key set, and counts the calls of an address. */
export const gateAccess = (identityTable: ITableV2): readonly PolicyStatement[] =>
  [
    { action: "dynamodb:GetItem", keys: "keyset" },
    { action: "dynamodb:UpdateItem", keys: "limit#*" },
  ].map(
    ({ action, keys }) =>
      new PolicyStatement({
        actions: [action],
        resources: [identityTable.tableArn],
        conditions: leadingKeys(keys),
      }),
  );
