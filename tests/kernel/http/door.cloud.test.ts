import { expect, test } from "vitest";
import { client, must, newTenant } from "#tests/support/tenant.ts";

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

test("only tokens of this stamp are believed, and of others nothing is told", async () => {
  const { owner } = await newTenant();
  const [header = "", payload = "", signature = ""] = (owner.token ?? "").split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  const forged = `${header}.${base64({ ...claims, role: "admin" })}.${signature}`;
  const unsigned = `${base64({ alg: "none", typ: "at+jwt" })}.${payload}.`;
  must(await owner.get("/v1/tenants/current"), 200);
  for (const token of [undefined, "nonsense", forged, unsigned]) {
    const reply = must(await client(token).get("/v1/tenants/current"), 401);
    expect(reply.body).toMatchObject({
      code: "auth.invalid-token",
      detail: "A valid access token is needed",
    });
    expect(reply.headers.get("www-authenticate")).toMatch(/^Bearer/);
  }
});

test("a session that was signed out is dead at once for sensitive acts", async () => {
  const { owner, slug } = await newTenant();
  must(await owner.get("/v1/identity/me"), 200);
  must(await owner.send("DELETE", "/v1/identity/sessions"), 204);
  must(await owner.post("/v1/tenants/current/close", { slug }), 401);
});

test("a resent command answers as it did; with another body it is refused", async () => {
  const { owner } = await newTenant();
  const headers = { "idempotency-key": "invite-once" };
  const invite = (email: string) =>
    owner.post("/v1/identity/invitations", { email, role: "employee" }, headers);
  const first = must(await invite("once@example.test"), 201);
  expect(must(await invite("once@example.test"), 201).body).toEqual(first.body);
  expect(must(await invite("twice@example.test"), 422).body.code).toBe("request.idempotency-key-reused");
});

test("a version that has changed meanwhile is refused, and one that is known is not sent again", async () => {
  const { owner } = await newTenant();
  const etag = (await owner.get("/v1/tenants/current")).headers.get("etag") ?? "";
  must(await owner.get("/v1/tenants/current", { "if-none-match": etag }), 304);
  const rename = (name: string) =>
    owner.send("PATCH", "/v1/tenants/current", { body: { name }, headers: { "if-match": etag } });
  must(await rename("One"), 200);
  expect(must(await rename("Two"), 412).body.code).toBe("request.stale");
});

test("bodies that are too large, or no JSON, get a problem through the real gateway", async () => {
  const { owner } = await newTenant();
  const json = { "content-type": "application/json" };
  const post = (body: string, headers: Record<string, string> = json) =>
    owner.send("POST", "/v1/identity/invitations", { body, headers });
  expect((await post("{")).body.code).toBe("request.not-json");
  expect((await post('{"email":"a@b.test","role":"employee","more":1}')).body.errors).toEqual([
    { path: "more", message: "Unknown field" },
  ]);
  must(await post(JSON.stringify({ email: "a".repeat(5 * 1024 * 1024) })), 413);
  must(await post("a=b", { "content-type": "text/plain" }), 415);
});
