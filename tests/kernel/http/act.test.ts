import { expect, test } from "vitest";
import { httpHandler } from "#functions/kernel/http/http-api.ts";
import { memoryGate } from "#tests/support/memory-gate.ts";
import { startThings, thingPermissions, thingRoutes, write } from "#tests/support/things.ts";

test("who lacks a permission is refused, and refusals of sensitive acts are put on record", async () => {
  const { signedIn, told } = startThings();
  expect(await signedIn(write({ note: "a" }), { role: "admin" })).toMatchObject({
    status: 403,
    json: { code: "auth.not-allowed" },
  });
  expect(told.witnessed).toEqual([]);
  const { members, ...world } = startThings();
  members.set("tnt_00000000000000000000000001/usr_00000000000000000000000001", {
    userId: "usr_00000000000000000000000001",
    role: "employee",
    status: "active",
    version: 1,
    endedSessions: [],
  });
  expect((await world.signedIn({ method: "DELETE", path: "/v1/things/1" }, { role: "owner" })).status).toBe(
    403,
  );
  expect(world.told.witnessed).toMatchObject([["denied", { role: "employee" }]]);
});

test("a permission that reaches one's own things does not open an operation that asks about none", async () => {
  expect((await startThings().signedIn(write({ note: "a" }), { role: "manager" })).status).toBe(403);
});

test("a command that was carried out answers as it did then, although something stands in its way now", async () => {
  const asked: string[] = [];
  const { signedIn } = startThings({
    firstAnswer: async ({ command }) => {
      asked.push(command.key);
      return { answer: { id: "1", version: 8, note: "first" } };
    },
  });
  const call = { method: "PATCH", path: "/v1/things/1", body: { note: "a" } };
  const stale = { "if-match": '"6"' };
  expect((await signedIn({ ...call, headers: stale })).status).toBe(412);
  expect(asked).toEqual([]);
  expect(await signedIn({ ...call, headers: { ...stale, "idempotency-key": "k1" } })).toMatchObject({
    status: 200,
    json: { note: "first" },
  });
  expect(await signedIn({ ...call, headers: { ...stale, "idempotency-key": '"k2"' } })).toMatchObject({
    status: 200,
  });
  expect(asked).toEqual(["given:k1", "given:k2"]);
});

test("each request leaves one line, with ids and codes and nothing else", async () => {
  const { signedIn, told } = startThings();
  await signedIn(write({ note: "private words" }));
  await signedIn(write({}));
  const line = {
    requestId: expect.stringMatching(/^req-/),
    operation: "createThing",
    tenantId: "tnt_00000000000000000000000001",
    method: "POST",
    milliseconds: expect.any(Number),
  };
  expect(told.lines).toEqual([
    ["request", { ...line, status: 201 }],
    ["request", { ...line, status: 400, code: "request.malformed" }],
  ]);
});

test("of an error, operators learn what it says and where, and not what it carries", async () => {
  const { signedIn, told } = startThings();
  expect((await signedIn({ path: "/v1/things/broken" })).status).toBe(500);
  const [[, { error }] = ["", {}]] = told.lines;
  expect(error).toMatchObject({
    name: "Error",
    message: "wires crossed",
    stack: expect.stringContaining("things.ts"),
    cause: { message: "conditional check failed" },
  });
  expect(JSON.stringify(told.lines)).not.toContain("Ada");
});

test("a route whose permission nobody declared does not start", () => {
  const { gate } = memoryGate();
  const start = () => httpHandler(gate, { routes: thingRoutes, permissions: {}, deps: { made: [] } });
  expect(start).toThrow("things:write");
});

test("an API whose operations miss a dependency does not compile", () => {
  const api = { routes: thingRoutes, permissions: thingPermissions };
  // @ts-expect-error createThing needs `made`.
  expect(httpHandler(memoryGate().gate, { ...api, deps: {} })).toBeTypeOf("function");
});
