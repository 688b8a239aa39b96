import { fields, list, text } from "#local/engine/json.ts";
import type { Access } from "#local/services/dynamodb-access.ts";

/** The key attributes of a table. */
export interface KeySchema {
  readonly hash: string;
  readonly range: string | undefined;
  /** Partition key attribute of each index. */
  readonly indexes: Readonly<Record<string, string>>;
}

/** The partition key values that an access touches: IAM's `dynamodb:LeadingKeys`. */
export function leadingKeys({ items, query, index }: Access, schema: KeySchema): readonly string[] {
  const hash = index === undefined ? schema.hash : schema.indexes[index];
  if (hash === undefined) return [];
  const values = query ? [queried(query, hash)] : items.map((each) => each[hash]);
  return values.flatMap((value) => keyText(value) ?? []);
}

/** A key value of any of its three types (S, N, B in base64) as text. */
export function keyText(value: unknown): string | undefined {
  const { S, N, B } = fields(value);
  return text(S) ?? text(N) ?? text(B);
}

function queried(input: NonNullable<Access["query"]>, hash: string): unknown {
  const names = fields(input["ExpressionAttributeNames"]);
  const values = fields(input["ExpressionAttributeValues"]);
  const expression = text(input["KeyConditionExpression"]);
  if (expression === undefined)
    return list(fields(fields(input["KeyConditions"])[hash])["AttributeValueList"])[0];
  const isHash = (word: string) => (names[word] ?? word) === hash;
  for (const [, left = "", right = ""] of expression.matchAll(/([#:\w]+)\s*=\s*([#:\w]+)/g)) {
    if (isHash(left)) return values[right];
    if (isHash(right)) return values[left];
  }
  return undefined;
}
