import { takesQuery, takesVersion } from "#functions/kernel/http/input.ts";
import { namesIn } from "#functions/kernel/http/request.ts";
import type { AnyRoute } from "#functions/kernel/http/route.ts";
import { type JsonObject, jsonSchemaOf, picked, propertiesOf, requiredOf, without } from "./schemas.ts";

const isWrite = ({ method }: AnyRoute): boolean => method !== "GET";

const header = (name: string, description: string, schema: JsonObject): JsonObject => ({
  name,
  in: "header",
  required: false,
  description,
  schema: { type: "string", ...schema },
});

const idempotencyKey = header(
  "Idempotency-Key",
  "The same key with the same request is carried out once, and answered with the first answer for seven days.",
  { maxLength: 200 },
);
const ifMatch = header("If-Match", "The ETag of the version that is to be changed.", { examples: ['"3"'] });
const ifNoneMatch = header("If-None-Match", "The ETag of the version that is known already.", {
  examples: ['"3"'],
});

const headersOf = (route: AnyRoute): readonly JsonObject[] => [
  ...(isWrite(route) ? [idempotencyKey] : []),
  ...(takesVersion(route) ? [ifMatch] : []),
  ...(route.versioned && !isWrite(route) ? [ifNoneMatch] : []),
];

// Input keys that come from elsewhere than the query or the body.
const elsewhere = (route: AnyRoute): readonly string[] => [
  ...namesIn(route.path),
  ...(takesVersion(route) ? ["expectedVersion"] : []),
];

/** The parameters of a route: from its path, its query, its headers. */
export function parametersOf(route: AnyRoute): readonly JsonObject[] {
  const input = jsonSchemaOf(route.operation.input, "input");
  const properties = propertiesOf(input);
  const inPath = namesIn(route.path).map((name) => ({
    name,
    in: "path",
    required: true,
    schema: properties[name] ?? { type: "string" },
  }));
  const names = takesQuery(route) && !route.receive ? Object.keys(properties) : [];
  const inQuery = names
    .filter((name) => !elsewhere(route).includes(name))
    .map((name) => ({
      name,
      in: "query",
      required: requiredOf(input).includes(name),
      // Lists go as one parameter with commas in it.
      explode: false,
      schema: properties[name],
    }));
  return [...inPath, ...inQuery, ...headersOf(route)];
}

/** The JSON body that a route takes, if it takes one. */
export function requestBodyOf(route: AnyRoute): JsonObject | undefined {
  if (takesQuery(route) || route.receive) return undefined;
  const aside = elsewhere(route);
  const schema = picked(jsonSchemaOf(route.operation.input, "input"), (name) => !aside.includes(name));
  if (Object.keys(propertiesOf(schema)).length === 0 && schema["anyOf"] === undefined) return undefined;
  const example = without(route.operation.example.input, aside);
  return {
    required: requiredOf(schema).length > 0,
    content: { "application/json": { schema, example } },
  };
}
