import type { Request } from "#tests/support/tenant.ts";

export const employees = "/v1/people/employees";
export const json = { "content-type": "application/json" };

/** What is sent, as `POST /v1/…`, and what it gets. */
export interface BadRequest {
  readonly send: string;
  readonly more: Request;
  readonly gets: { readonly status: number; readonly code: string; readonly at?: readonly string[] };
}

export const hire = `POST ${employees}`;
export const body = (text: unknown, headers: Record<string, string> = json): Request => ({
  body: text,
  headers,
});
export const malformed = (...at: string[]) => ({ status: 400, code: "request.malformed", at });
const refused = (status: number, code: string) => ({ status, code: `request.${code}` });
const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

/** Requests that are wrong in one way each, by that way. */
export const badRequests: Readonly<Record<string, BadRequest>> = {
  "no JSON": { send: hire, more: body("{"), gets: refused(400, "not-json") },
  "JSON with more behind it": { send: hire, more: body('{"name":"A"}x'), gets: refused(400, "not-json") },
  "a number that is none": { send: hire, more: body('{"name":NaN}'), gets: refused(400, "not-json") },
  "an array": { send: hire, more: body("[]"), gets: refused(400, "not-an-object") },
  null: { send: hire, more: body("null"), gets: refused(400, "not-an-object") },
  "a text": { send: hire, more: body('"name"'), gets: refused(400, "not-an-object") },
  "no body": { send: hire, more: {}, gets: malformed("name") },
  "a form": {
    send: hire,
    more: body("name=Ada", { "content-type": "application/x-www-form-urlencoded" }),
    gets: refused(415, "unsupported-media-type"),
  },
  "plain text": {
    send: hire,
    more: body('{"name":"A"}', { "content-type": "text/plain" }),
    gets: refused(415, "unsupported-media-type"),
  },
  "JSON by another name": {
    send: hire,
    more: body('{"name":"A"}', { "content-type": "application/jsonp" }),
    gets: refused(415, "unsupported-media-type"),
  },
  "more than 5 MB": {
    send: hire,
    more: body({ name: "a".repeat(5 * 1024 * 1024) }),
    gets: refused(413, "too-large"),
  },
  "an unknown field": { send: hire, more: body({ name: "A", nope: 1 }), gets: malformed("nope") },
  "another tenant's id": {
    send: hire,
    more: body({ name: "A", tenantId: "t" }),
    gets: malformed("tenantId"),
  },
  "several faults": {
    send: hire,
    more: body({
      name: "",
      email: "nobody",
      hireDate: "2026-02-30",
      managerId: "emp_1",
      timeZone: "Mars/Olympus",
    }),
    gets: malformed("name", "email", "managerId", "hireDate", "timeZone"),
  },
  "a fault further in": {
    send: "POST /v1/people/imports",
    more: body({ mapping: { hireDate: { column: "H", format: 1 } } }),
    gets: malformed("mapping.hireDate.format"),
  },
  "a prototype": {
    send: hire,
    more: body('{"name":"A","__proto__":{"role":"owner"}}'),
    gets: malformed("__proto__"),
  },
  "a constructor": {
    send: hire,
    more: body('{"name":"A","constructor":{}}'),
    gets: malformed("constructor"),
  },
  "a prototype further in": {
    send: "POST /v1/people/imports",
    more: body('{"mapping":{"__proto__":{"column":"A"}}}'),
    gets: malformed("mapping.__proto__"),
  },
  "a constructor further in": {
    send: "POST /v1/people/imports",
    more: body('{"mapping":{"constructor":"A"}}'),
    gets: malformed("mapping.constructor"),
  },
  "a hundred thousand arrays": {
    send: hire,
    more: body(`{"name":${nested(100_000)}}`),
    gets: malformed("name"),
  },
  "half a character": { send: hire, more: body('{"name":"A\\ud800"}'), gets: refused(400, "not-json") },
  "half a character in a field's name": {
    send: hire,
    more: body('{"name":"A","\\udfff":1}'),
    gets: refused(400, "not-json"),
  },
  "a number beyond all bounds": {
    send: "PATCH /v1/tenants/current",
    more: body('{"name":1e999}'),
    gets: malformed("name"),
  },
  "a name of two lines": {
    send: "PATCH /v1/tenants/current",
    more: body({ name: "Acme\nToken: 1" }),
    gets: malformed("name"),
  },
  "names that end the line in other ways": {
    send: "POST /v1/tenants",
    more: body({
      name: "Acme\u2028Sales",
      slug: "two-lines",
      timeZone: "UTC",
      owner: { name: "Ada\rBcc: a@b.example", email: "a@b.example", password: "seven grey geese" },
    }),
    gets: malformed("name", "owner.name"),
  },
  "a body's field in the query": {
    send: `${hire}?name=Ada`,
    more: body({ name: "Ada" }),
    gets: { ...refused(400, "unexpected-query"), at: ["name"] },
  },
  "a path's field in the body": {
    send: "PATCH /v1/people/employees/emp_00000000000000000000000001",
    more: body({ id: "emp_00000000000000000000000002" }),
    gets: malformed("id"),
  },
  "a version in the body": {
    send: "PATCH /v1/tenants/current",
    more: body({ expectedVersion: 1 }, { ...json, "if-match": '"1"' }),
    gets: malformed("expectedVersion"),
  },
  "an unknown query parameter": { send: `GET ${employees}?nope=1`, more: {}, gets: malformed("nope") },
  "a query parameter twice": {
    send: `GET ${employees}?limit=1&limit=2`,
    more: {},
    gets: { ...refused(400, "duplicate-query"), at: ["limit"] },
  },
  "a prototype in the query": {
    send: `GET ${employees}?__proto__=1`,
    more: {},
    gets: malformed("__proto__"),
  },
  "a limit of 0": { send: `GET ${employees}?limit=0`, more: {}, gets: malformed("limit") },
  "a limit of 201": { send: `GET ${employees}?limit=201`, more: {}, gets: malformed("limit") },
  "a limit of 1.5": { send: `GET ${employees}?limit=1.5`, more: {}, gets: malformed("limit") },
  "an endless limit": {
    send: `GET ${employees}?limit=${"9".repeat(400)}`,
    more: {},
    gets: malformed("limit"),
  },
  "a limit in hexadecimal": { send: `GET ${employees}?limit=0x10`, more: {}, gets: malformed("limit") },
  "a cursor of nobody's": {
    send: `GET ${employees}?cursor=bm9uc2Vuc2U`,
    more: {},
    gets: { ...refused(400, "cursor-invalid"), at: ["cursor"] },
  },
  "an id that is none": { send: `GET ${employees}/nonsense`, more: {}, gets: malformed("id") },
  "an id of another kind": {
    send: `GET ${employees}/dep_00000000000000000000000001`,
    more: {},
    gets: malformed("id"),
  },
  "two dots": { send: `GET ${employees}/%2e%2e%2f`, more: {}, gets: malformed("id") },
  "a path encoded twice": { send: `GET ${employees}/%252e%252e`, more: {}, gets: malformed("id") },
  "a NUL in the path": { send: `GET ${employees}/emp_%00`, more: {}, gets: malformed("id") },
  "a separator of keys in the path": { send: `GET ${employees}/emp_1%23T`, more: {}, gets: malformed("id") },
  "a month that is none": {
    send: "GET /v1/time/employees/emp_00000000000000000000000001/months/2026-13",
    more: {},
    gets: malformed("month"),
  },
  "a path that is none": { send: "GET /v1/people/nothing", more: {}, gets: refused(404, "no-such-path") },
  "a method that is none of the path's": {
    send: "DELETE /v1/tenants/current",
    more: {},
    gets: refused(405, "method-not-allowed"),
  },
  "an Idempotency-Key with a gap": {
    send: hire,
    more: body({ name: "A" }, { ...json, "idempotency-key": "a b" }),
    gets: refused(400, "idempotency-key-malformed"),
  },
  "an Idempotency-Key with a separator": {
    send: hire,
    more: body({ name: "A" }, { ...json, "idempotency-key": "a#b" }),
    gets: refused(400, "idempotency-key-malformed"),
  },
  "an endless Idempotency-Key": {
    send: hire,
    more: body({ name: "A" }, { ...json, "idempotency-key": "a".repeat(201) }),
    gets: refused(400, "idempotency-key-malformed"),
  },
  "a malformed If-Match": {
    send: "PATCH /v1/tenants/current",
    more: body({ name: "A" }, { ...json, "if-match": "1" }),
    gets: refused(400, "if-match-malformed"),
  },
  "an If-Match of a version to come": {
    send: "PATCH /v1/tenants/current",
    more: body({ name: "A" }, { ...json, "if-match": '"999"' }),
    gets: refused(412, "stale"),
  },
};
