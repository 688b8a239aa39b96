import { fields, text } from "#local/engine/json.ts";
import type { Context } from "#local/iam/condition.ts";
import type { Access } from "#local/services/dynamodb-access.ts";
import { keyText, leadingKeys } from "#local/services/dynamodb-keys.ts";
import type { Tables } from "#local/services/dynamodb-tables.ts";

/** An access with what only the table's schema can tell. */
export interface Touch extends Access {
  /** The table's name, without the rest of its ARN. */
  readonly name: string;
  readonly leading: readonly string[];
  /** Each item it touches, told apart over all tables. */
  readonly keys: readonly string[];
}

export async function touchOf(tables: Tables, access: Access): Promise<Touch> {
  const name = access.table.split(":table/").at(-1) ?? access.table;
  const keyed = access.items.length > 0 || access.query;
  const schema = keyed ? await tables.schemaOf(name) : undefined;
  if (!schema) return { ...access, name, leading: [], keys: [] };
  const { hash, range = "" } = schema;
  const keys = access.items.map((item) => JSON.stringify([name, keyText(item[hash]), keyText(item[range])]));
  return { ...access, name, leading: leadingKeys(access, schema), keys };
}

/** The resource that IAM judges: the table, or of a Query or Scan of an index the index alone. */
export function resourceOf({ name, index }: Touch, region: string, account: string): string {
  const table = `arn:aws:dynamodb:${region}:${account}:table/${name}`;
  return index === undefined ? table : `${table}/index/${index}`;
}

const fromInput: Readonly<Record<string, string>> = {
  "dynamodb:select": "Select",
  "dynamodb:returnvalues": "ReturnValues",
  "dynamodb:returnconsumedcapacity": "ReturnConsumedCapacity",
};

/** DynamoDB's condition keys. @throws Error when a policy asks for one that is not worked out here, as `dynamodb:Attributes` */
export function conditionKeys({ leading, enclosing }: Touch, input: unknown, region: string): Context {
  return (key) => {
    if (key === "dynamodb:leadingkeys") return leading;
    if (key === "dynamodb:enclosingoperation") return one(enclosing);
    if (key === "aws:requestedregion") return [region];
    const member = fromInput[key];
    if (member) return one(text(fields(input)[member]));
    if (key.startsWith("dynamodb:"))
      throw new Error(`The local cloud does not work out the condition key "${key}"`);
    return undefined;
  };
}

const one = (value: string | undefined) => (value === undefined ? undefined : [value]);
