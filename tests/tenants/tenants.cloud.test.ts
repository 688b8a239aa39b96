import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  client,
  eventually,
  mailedToken,
  must,
  newTenant,
  type Reply,
  signIn,
} from "#tests/support/tenant.ts";

const password = "seven grey geese";

const unique = () => `c${randomBytes(6).toString("hex")}`;

const signUp = (slug: string, more: { email?: string; name?: string } = {}, headers = {}): Promise<Reply> =>
  client().post(
    "/v1/tenants",
    {
      name: more.name ?? "Acme Care",
      slug,
      timeZone: "Europe/Berlin",
      owner: { name: "Ada", email: more.email ?? `ada@${slug}.example`, password },
    },
    headers,
  );

const verify = (token: string) => client().post("/v1/identity/verify-email", { token });

describe("sign-up", () => {
  test("of fifty who want one slug at the same time makes one tenant", async () => {
    const slug = unique();
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, at) => signUp(slug, { email: `ada${at}@${slug}.example` })),
    );

    expect(replies.map(({ status }) => status).toSorted()).toEqual([
      201,
      ...Array.from({ length: 49 }, () => 409),
    ]);
    const refused = replies.filter(({ status }) => status === 409).map(({ body }) => body.code);
    expect(new Set(refused)).toEqual(new Set(["tenants.slug-taken"]));
  });

  test("answers a resent request as the first time, and refuses its key for another", async () => {
    const slug = unique();
    const key = { "idempotency-key": unique() };
    const first = must(await signUp(slug, {}, key), 201);

    expect((await signUp(slug, {}, key)).body).toEqual(first.body);
    expect((await signUp(slug, { name: "Other" }, key)).status).toBe(422);
    expect((await signUp(unique(), { email: `ada@${slug}.example` }, key)).status).toBe(422);
  });

  test("with an address that is known answers the same, and reserves the tenant for its owner", async () => {
    const known = await newTenant();
    const slug = unique();
    const reply = must(await signUp(slug, { email: known.email }), 201);

    expect(reply.body).toEqual({
      tenantId: expect.stringMatching(/^tnt_/),
      slug,
      status: "pending-verification",
    });
    const text = await eventually(async () => {
      const { body } = await client().get(`/_local/outbox?to=${encodeURIComponent(known.email)}`);
      return body.items
        .map((mail: { text: string }) => mail.text)
        .find((one: string) => one.includes("account already"));
    });
    const theirs = client().post("/v1/identity/sessions", { email: known.email, password, tenant: slug });
    expect((await theirs).status).toBe(401);
    must(await verify(/^Token: (\S+)/m.exec(text)?.[1] ?? ""), 200);
    const owner = await signIn(known.email, known.password, slug);
    expect((await owner.get("/v1/tenants/current")).body).toMatchObject({ slug, status: "trial" });
    const unclear = await client().post("/v1/identity/sessions", {
      email: known.email,
      password: known.password,
    });
    expect(unclear).toMatchObject({ status: 409, body: { code: "identity.tenant-needed" } });
    expect(unclear.body.errors.map(({ message }: { message: string }) => message)).toEqual([
      known.slug,
      slug,
    ]);
  });

  test("refuses what is malformed, each fault with its path", async () => {
    const reply = await client().post("/v1/tenants", {
      name: "",
      slug: "A",
      timeZone: "Mars/Olympus",
      owner: {},
    });

    expect(reply.status).toBe(400);
    const paths = reply.body.errors.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(["name", "slug", "timeZone", "owner.email", "owner.password"]),
    );
  });
});

describe("settings", () => {
  test("are changed under If-Match, and a stale one is refused", async () => {
    const { owner } = await newTenant();
    const read = await owner.get("/v1/tenants/current");
    const etag = read.headers.get("etag") ?? "";
    const patch = (body: unknown, match: string) =>
      owner.send("PATCH", "/v1/tenants/current", { body, headers: { "if-match": match } });

    const changed = must(await patch({ locale: "ja-jp", weekStart: "sunday" }, etag), 200);
    expect(changed.body).toEqual({
      ...read.body,
      locale: "ja-JP",
      weekStart: "sunday",
      version: read.body.version + 1,
    });
    expect((await patch({ name: "Other" }, etag)).status).toBe(412);
    expect(
      (await owner.get("/v1/tenants/current", { "if-none-match": changed.headers.get("etag") ?? "" })).status,
    ).toBe(304);
  });

  test("are read by all and changed by owners and admins", async () => {
    const tenant = await newTenant();
    const employee = await tenant.join("employee");

    expect((await employee.get("/v1/tenants/current")).status).toBe(200);
    expect((await employee.send("PATCH", "/v1/tenants/current", { body: { name: "Mine" } })).status).toBe(
      403,
    );
  });
});

test("a closed tenant lets nobody in, and keeps its slug", async () => {
  const tenant = await newTenant();
  const close = (slug: string) => tenant.owner.post("/v1/tenants/current/close", { slug });

  expect((await close("other")).status).toBe(400);
  expect(must(await close(tenant.slug), 200).body.status).toBe("closing");
  const again = await client().post("/v1/identity/sessions", {
    email: tenant.email,
    password: tenant.password,
  });
  expect(again).toMatchObject({ status: 403, body: { code: "tenants.closed" } });
  expect((await signUp(tenant.slug)).status).toBe(409);
});

test("a token of sign-up opens the tenant once", async () => {
  const slug = unique();
  const email = `ada@${slug}.example`;
  must(await signUp(slug), 201);
  const before = await client().post("/v1/identity/sessions", { email, password });
  expect(before).toMatchObject({ status: 403, body: { code: "identity.email-not-verified" } });
  const token = await mailedToken(email);

  expect(must(await verify(token), 200).body).toMatchObject({ slug, status: "trial" });
  expect(await verify(token)).toMatchObject({ status: 410, body: { code: "identity.invalid-token" } });
  must(await client().post("/v1/identity/sessions", { email, password }), 201);
});
