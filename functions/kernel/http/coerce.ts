import * as z from "zod";

type JsonSchema = z.core.JSONSchema._JSONSchema;
type Coerce = (value: string) => unknown;

/**
 * Turns a query, which is text, into what the operation's schema asks for. Schemas say plain `z.int()`, `z.boolean()`
 * and so on, as for JSON, and never `z.coerce`: only the HTTP door knows that a query is text.
 *
 * - number, integer: decimal notation (`-1.5`); boolean: `true`, `false`
 * - array: values with commas between them (`a,b`), each turned into what the items are
 * - all else stays text, as do values that do not fit, so that the schema names the fault
 */
export function queryCoercer(schema: z.core.$ZodType): (query: Readonly<Record<string, string>>) => object {
  const { properties = {} } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  const coerces = new Map(Object.entries(properties).map(([name, value]) => [name, coercionOf(value)]));
  return (query) =>
    Object.fromEntries(
      Object.entries(query).map(([name, value]) => [name, coerces.get(name)?.(value) ?? value]),
    );
}

const decimal = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

const toNumber: Coerce = (value) => (decimal.test(value) ? Number(value) : undefined);
const toBoolean: Coerce = (value) => (value === "true" || value === "false" ? value === "true" : undefined);

// Gives `undefined` when the value does not fit.
function coercionOf(schema: JsonSchema): Coerce {
  if (typeof schema === "boolean") return () => undefined;
  const { type, items, anyOf } = schema;
  if (type === "integer" || type === "number") return toNumber;
  if (type === "boolean") return toBoolean;
  if (type === "array") return listOf(items);
  const choices = (anyOf ?? []).map(coercionOf);
  return (value) => choices.reduce<unknown>((found, coerce) => found ?? coerce(value), undefined);
}

function listOf(items: JsonSchema | JsonSchema[] | undefined): Coerce {
  const coerce = items === undefined || Array.isArray(items) ? undefined : coercionOf(items);
  return (value) => (value === "" ? [] : value.split(",").map((item) => coerce?.(item) ?? item));
}
