import { expect, test } from "vitest";
import { events } from "#functions/docs/all-events.ts";
import { type Context, contexts } from "#functions/docs/all-routes.ts";
import { describeApi } from "#functions/docs/openapi/describe-api.ts";
import { thingPermissions, thingRoutes } from "#tests/support/things.ts";

const stamp = { publicUrl: "https://tenure.test", version: "1.2.3" };
const things: Context = { name: "things", routes: thingRoutes, permissions: thingPermissions };
const description = describeApi({ contexts: [things], events: [] }, stamp);
const at = (path: string, method: string) => description.paths[path]?.[method];

test("it is OpenAPI 3.1 of this stamp", () => {
  expect(description).toMatchObject({
    openapi: "3.1.0",
    info: { title: "Tenure", version: "1.2.3" },
    servers: [{ url: "https://tenure.test" }],
  });
});

test("a write takes a body, names its permission, and the codes it may refuse with", () => {
  expect(at("/v1/things", "post")).toMatchObject({
    operationId: "createThing",
    tags: ["things"],
    security: [{ accessToken: [] }],
    "x-permission": "things:write",
    "x-roles": { employee: "tenant" },
    parameters: [{ name: "Idempotency-Key", in: "header" }],
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: {
            properties: { note: { type: "string" } },
            required: ["note"],
            additionalProperties: false,
          },
        },
      },
    },
    responses: {
      201: { content: { "application/json": { schema: { properties: { id: { type: "string" } } } } } },
      400: { $ref: "#/components/responses/400" },
      401: { $ref: "#/components/responses/401" },
      403: {},
      415: {},
      422: {},
      429: {},
    },
  });
});

test("a query's keys are parameters, and so are the path's and the headers", () => {
  expect(at("/v1/things", "get")?.parameters).toMatchObject([
    { name: "limit", in: "query", required: false, schema: { type: "integer", default: 50 } },
    { name: "archived", in: "query", schema: { type: "boolean" } },
    { name: "tags", in: "query", explode: false },
    { name: "until", in: "query" },
  ]);
  expect(at("/v1/things/{id}", "get")?.parameters).toMatchObject([
    { name: "id", in: "path", required: true },
    { name: "If-None-Match", in: "header" },
  ]);
  const update = at("/v1/things/{id}", "patch");
  expect(update?.parameters).toMatchObject([
    { name: "id" },
    { name: "Idempotency-Key" },
    { name: "If-Match" },
  ]);
  const body = JSON.stringify(update?.["requestBody"]);
  expect(body).toContain("note");
  expect(body).not.toContain("expectedVersion");
  expect(update?.responses).toHaveProperty("412");
});

test("If-Match stands at the writes that expect a version, and at no others", () => {
  const created = at("/v1/things", "post");
  expect(created?.parameters.map(({ name }) => name)).not.toContain("If-Match");
  expect(created?.responses).not.toHaveProperty("412");
  expect(at("/v1/things/{id}", "delete")?.parameters.map(({ name }) => name)).not.toContain("If-Match");
});

test("what a reply keeps out of the body has no place in the body's schema", () => {
  const schema = JSON.stringify(
    describeApi({ contexts, events }, stamp).paths["/v1/identity/sessions"]?.["post"]?.responses[201],
  );
  expect(schema).toContain("accessToken");
  expect(schema).not.toContain("tenure_refresh");
});

test("where a field of an import comes from is described once, and referred to", () => {
  const { paths, components } = describeApi({ contexts, events }, stamp);
  const $ref = "#/components/schemas/ColumnSource";
  const body = paths["/v1/people/imports"]?.["post"]?.["requestBody"];
  expect(body).toHaveProperty("content.application/json.schema.properties.mapping.properties.name", { $ref });
  expect(body).toHaveProperty("content.application/json.schema.properties.mapping.properties.manager", {
    $ref,
    description: expect.stringContaining("external id"),
  });
  expect(components).toHaveProperty("schemas.ColumnSource.anyOf.length", 4);
  expect(JSON.stringify(components["schemas"])).toContain("the first is 0");
  expect(JSON.stringify(paths)).not.toContain("$defs");
});

test("an import that was just opened has got nowhere yet", () => {
  const answer = describeApi({ contexts, events }, stamp).paths["/v1/time/imports"]?.["post"]?.responses[201];
  expect(answer).toHaveProperty("content.application/json.example", expect.objectContaining(nothingDone));
});

const nothingDone = {
  status: "awaiting-upload",
  processed: 0,
  total: null,
  created: 0,
  updated: 0,
  failed: 0,
};

test("a reply that only leads elsewhere has no body", () => {
  const { responses } = describeApi({ contexts, events }, stamp).paths["/"]?.["get"] ?? { responses: {} };
  expect(responses).toHaveProperty("302.description");
  expect(responses).not.toHaveProperty("302.content");
});

test("what is public needs no token, and 204 has no body", () => {
  expect(at("/v1/greetings", "post")).toMatchObject({ security: [], "x-permission": "public" });
  expect(at("/v1/greetings", "post")?.responses).not.toHaveProperty("401");
  expect(at("/v1/greetings", "post")).not.toHaveProperty("requestBody");
  expect(at("/v1/greetings", "get")?.responses).toMatchObject({ 200: { content: { "text/html": {} } } });
  expect(at("/v1/things/{id}", "delete")?.responses["204"]).not.toHaveProperty("content");
});

test("the whole API is described: each route once, each reference leads somewhere, and it is JSON", () => {
  const whole = describeApi({ contexts, events }, stamp);
  const operations = Object.values(whole.paths).flatMap((methods) => Object.values(methods));
  expect(operations).toHaveLength(contexts.flatMap(({ routes }) => routes).length);
  const text = JSON.stringify(whole);
  const references = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
  expect(references.length).toBeGreaterThan(100);
  for (const [, kind = "", name = ""] of references) expect(whole.components).toHaveProperty([kind, name]);
  for (const [path, methods] of Object.entries(whole.paths))
    for (const { parameters } of Object.values(methods)) {
      const named = parameters
        .filter((parameter) => parameter["in"] === "path")
        .map(({ name }) => `{${name}}`);
      expect(named).toEqual(path.match(/{\w+}/g) ?? []);
    }
});

test("patterns are written so that any language can read them", () => {
  const patterns =
    JSON.stringify(describeApi({ contexts, events }, stamp)).match(/"pattern":"(?:[^"\\]|\\.)*"/g) ?? [];

  expect(patterns.length).toBeGreaterThan(20);
  // Classes of Unicode (`\p`) are JavaScript's own way with its `u` flag.
  expect(patterns.filter((pattern) => pattern.includes("\\\\p"))).toEqual([]);
});
