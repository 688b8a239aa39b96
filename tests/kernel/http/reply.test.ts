import { expect, test } from "vitest";
import { startThings } from "#tests/support/things.ts";

test("a versioned resource shows its version, and is not sent again when it is known", async () => {
  const { signedIn } = startThings();
  const path = "/v1/things/1";
  const first = await signedIn({ path });
  expect([first.status, first.headers["etag"], first.headers["cache-control"]]).toEqual([
    200,
    '"7"',
    "private, no-cache",
  ]);
  for (const known of ['"7"', 'W/"7"', '"3", "7"', "*"])
    expect(await signedIn({ path, headers: { "if-none-match": known } })).toMatchObject({
      status: 304,
      text: "",
    });
  expect((await signedIn({ path, headers: { "if-none-match": '"6"' } })).status).toBe(200);
  for (const found of ['"7"', 'W/"7"', "*"]) {
    const call = { method: "PATCH", path, body: { note: "a" }, headers: { "if-match": found } };
    expect(await signedIn(call)).toMatchObject({ status: 200, headers: { etag: '"8"' } });
  }
});

test("an unsound answer of a write keeps its valid fields and wakes somebody", async () => {
  const { signedIn, told } = startThings();
  const answer = await signedIn({ method: "PATCH", path: "/v1/things/1", body: { note: "unsound" } });
  expect(answer).toMatchObject({ status: 200, json: { id: "1", version: 8 } });
  expect(answer.json).not.toHaveProperty("note");
  expect(told.alarms).toEqual(["OutputInvalid"]);
});

test("an unknown method is told which are known; HEAD is a GET without a body; OPTIONS is answered", async () => {
  const { call, signedIn } = startThings();
  const path = "/v1/things/1";
  expect(await call({ method: "PUT", path })).toMatchObject({
    status: 405,
    headers: { allow: "GET, PATCH, DELETE, HEAD, OPTIONS" },
    json: { code: "request.method-not-allowed" },
  });
  expect(await signedIn({ method: "HEAD", path })).toMatchObject({
    status: 200,
    text: "",
    headers: { etag: '"7"' },
  });
  expect(await call({ method: "OPTIONS", path })).toMatchObject({
    status: 204,
    headers: { allow: "GET, PATCH, DELETE, HEAD, OPTIONS" },
  });
  expect((await call({ method: "OPTIONS", path: "/v1/none" })).status).toBe(404);
});

test("a route may reply with a page", async () => {
  const answer = await startThings().call({ path: "/v1/greetings" });
  expect(answer).toMatchObject({
    status: 200,
    text: "<p>192.0.2.1</p>",
    headers: { "content-type": "text/html" },
  });
});
