import { expect, test } from "vitest";
import type { Call } from "#tests/support/gateway.ts";
import { json, startThings, write } from "#tests/support/things.ts";

test("a good request is carried out and answered with the declared fields only", async () => {
  const { signedIn, made } = startThings();
  const answer = await signedIn(write({ note: "a" }));
  expect(answer).toMatchObject({ status: 201, json: { id: "thing-1", version: 1, note: "a" } });
  expect(answer.json).not.toHaveProperty("secret");
  expect(answer.headers).toMatchObject({
    "cache-control": "private, no-cache",
    "x-content-type-options": "nosniff",
  });
  expect(made).toEqual(["a"]);
});

test("a write that expects no version takes no notice of If-Match", async () => {
  const { signedIn } = startThings();
  const answer = await signedIn(write({ note: "a" }, { headers: { "if-match": "whatever" } }));
  expect(answer).toMatchObject({ status: 201, headers: { etag: '"1"' } });
});

test.each<Record<string, string>>([{}, { "if-match": "*" }, { "if-match": '"7"' }])(
  "a change is made with %o",
  async (headers) => {
    const { signedIn } = startThings();
    const answer = await signedIn({ method: "PATCH", path: "/v1/things/1", body: { note: "b" }, headers });
    expect(answer).toMatchObject({ status: 200, json: { version: 8, note: "b" } });
  },
);

test("whole characters may be written by their halves", async () => {
  const { signedIn, made } = startThings();
  await signedIn(write('{"note":"\\ud83d\\ude00"}', { headers: json }));
  expect(made).toEqual(["😀"]);
});

test.each<[string, Call, number, string, (readonly string[])?]>([
  ["not JSON", write("{", { headers: json }), 400, "request.not-json"],
  ["not UTF-8", write(Buffer.from([0x22, 0xff, 0x22]), { headers: json }), 400, "request.not-json"],
  ["half of a character", write('{"note":"\\ud83d"}', { headers: json }), 400, "request.not-json"],
  ["a name with half of one", write('{"\\uDE00":1}', { headers: json }), 400, "request.not-json"],
  ["a list", write([{ note: "a" }]), 400, "request.not-an-object"],
  ["a text", write('"a"', { headers: json }), 400, "request.not-an-object"],
  ["no content type", write('{"note":"a"}'), 415, "request.unsupported-media-type"],
  [
    "a form",
    write("note=a", { headers: { "content-type": "application/x-www-form-urlencoded" } }),
    415,
    "request.unsupported-media-type",
  ],
  ["too large", write({ note: "a".repeat(5 * 1024 * 1024) }), 413, "request.too-large"],
  [
    "too large in base64",
    write(Buffer.alloc(5 * 1024 * 1024 + 1), { headers: json }),
    413,
    "request.too-large",
  ],
  ["no body", write(undefined), 400, "request.malformed", ["note"]],
  [
    "an unknown field",
    write({ note: "a", tenantId: "x", roles: [] }),
    400,
    "request.malformed",
    ["tenantId", "roles"],
  ],
  [
    "a wrong field deep inside",
    write({ note: "a", tags: [{ name: "x" }, { name: 1 }] }),
    400,
    "request.malformed",
    ["tags.1.name"],
  ],
  [
    "__proto__",
    write('{"note":"a","__proto__":{"x":1}}', { headers: json }),
    400,
    "request.malformed",
    ["__proto__"],
  ],
  ["a query on a POST", write({ note: "a" }, { query: "note=b" }), 400, "request.unexpected-query", ["note"]],
  ["a body on a GET", { path: "/v1/things", body: {} }, 400, "request.unexpected-body"],
  [
    "a query key twice",
    { path: "/v1/things", query: "limit=1&limit=2" },
    400,
    "request.duplicate-query",
    ["limit"],
  ],
  [
    "an unknown query key",
    { path: "/v1/things", query: "constructor=1" },
    400,
    "request.malformed",
    ["constructor"],
  ],
  ["a number that is none", { path: "/v1/things", query: "limit=0x10" }, 400, "request.malformed", ["limit"]],
  [
    "a boolean that is none",
    { path: "/v1/things", query: "archived=yes" },
    400,
    "request.malformed",
    ["archived"],
  ],
  ["a path value that is no id", { path: "/v1/things/a b" }, 400, "request.malformed", ["id"]],
  [
    "an id in path and body",
    { method: "PATCH", path: "/v1/things/1", body: { id: "2", note: "a" } },
    400,
    "request.malformed",
    ["id"],
  ],
  [
    "a version in the body",
    {
      method: "PATCH",
      path: "/v1/things/1",
      body: { note: "a", expectedVersion: 7 },
      headers: { "if-match": '"7"' },
    },
    400,
    "request.malformed",
    ["expectedVersion"],
  ],
  [
    "a version in the body and none in If-Match",
    { method: "PATCH", path: "/v1/things/1", body: { note: "a", expectedVersion: 7 } },
    400,
    "request.malformed",
    ["expectedVersion"],
  ],
  [
    "a malformed If-Match",
    { method: "PATCH", path: "/v1/things/1", body: { note: "a" }, headers: { "if-match": "7" } },
    400,
    "request.if-match-malformed",
  ],
  [
    "a stale If-Match",
    { method: "PATCH", path: "/v1/things/1", body: { note: "a" }, headers: { "if-match": '"6"' } },
    412,
    "request.stale",
  ],
  [
    "a malformed Idempotency-Key",
    write({ note: "a" }, { headers: { "idempotency-key": "a#b" } }),
    400,
    "request.idempotency-key-malformed",
  ],
  ["an unknown path", { path: "/v1/nothings" }, 404, "request.no-such-path"],
  ["a fault of ours", { path: "/v1/things/broken" }, 500, "kernel.internal"],
  ["a scoped operation that does not ask", { path: "/v1/things/unasked" }, 500, "kernel.internal"],
  ["an unsound read", { path: "/v1/things/unsound" }, 500, "kernel.internal"],
])("%s is answered by a problem", async (_case, call, status, code, paths = []) => {
  const { signedIn, made } = startThings();
  const answer = await signedIn(call);
  expect([answer.status, answer.json.code]).toEqual([status, code]);
  expect(answer.headers["content-type"]).toBe("application/problem+json");
  expect(answer.json).toMatchObject({
    type: `https://tenure.test/docs/problems#${code}`,
    status,
    title: expect.any(String),
    detail: expect.any(String),
    requestId: answer.headers["x-request-id"],
  });
  expect((answer.json.errors ?? []).map(({ path }: { path: string }) => path)).toEqual(paths);
  expect(answer.text).not.toContain("wires");
  expect(made).toEqual([]);
});

test("a query is turned into what the schema asks for", async () => {
  const { signedIn } = startThings();
  const ask = async (query: string) => (await signedIn({ path: "/v1/things", query })).json.asked;
  expect(await ask("")).toEqual({ limit: 50 });
  expect(await ask("limit=2&archived=false&tags=a,b&until=2026-01-01T00%3A00%3A00%2B09%3A00")).toEqual({
    limit: 2,
    archived: false,
    tags: ["a", "b"],
    until: "2026-01-01T00:00:00+09:00",
  });
});
