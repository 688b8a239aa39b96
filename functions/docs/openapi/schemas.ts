import * as z from "zod";

export type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const shared = (id: string) => `#/components/schemas/${id}`;

/** A schema as JSON Schema 2020-12, which is what OpenAPI 3.1 uses. Those inside that have an id are referred to. */
export function jsonSchemaOf(schema: z.core.$ZodType, io: "input" | "output"): JsonObject {
  const { $schema: _, $defs: __, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return JSON.parse(JSON.stringify(rest), (key, value: unknown) =>
    key === "$ref" && typeof value === "string"
      ? value.replace(/^#\/\$defs\/(.+)$/, (_, id) => shared(id))
      : value,
  );
}

/** The schemas that have an id, by it: each stands in the description once. */
export function sharedSchemas(): JsonObject {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { io: "input", unrepresentable: "any", uri: shared });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _, $id: __, ...schema }]) => [name, schema]),
  );
}

export const propertiesOf = ({ properties }: JsonObject): JsonObject =>
  isObject(properties) ? properties : {};

export const requiredOf = ({ required }: JsonObject): readonly string[] =>
  Array.isArray(required) ? required.map(String) : [];

/** An object schema with only those of its properties that `keep` wants. */
export function picked(schema: JsonObject, keep: (name: string) => boolean): JsonObject {
  const properties = Object.entries(propertiesOf(schema)).filter(([name]) => keep(name));
  const required = requiredOf(schema).filter(keep);
  return {
    ...schema,
    properties: Object.fromEntries(properties),
    ...(schema["required"] !== undefined && { required }),
  };
}

/** The fields of an object but those named. */
export const without = (value: unknown, names: readonly string[]): JsonObject =>
  isObject(value) ? Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name))) : {};

/** The schema of the body that a reply makes of an output: what it keeps of the example out of the body, such as a cookie, has no part in it. */
export function bodySchema(schema: JsonObject, output: unknown, body: unknown): JsonObject {
  if (!isObject(output) || !isObject(body) || !isObject(schema["properties"])) return schema;
  return picked(schema, (name) => !Object.hasOwn(output, name) || Object.hasOwn(body, name));
}
