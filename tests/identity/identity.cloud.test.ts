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

const wrong = "wrong and long enough";

const enter = (email: string, password: string, tenant?: string): Promise<Reply> =>
  client().post("/v1/identity/sessions", { email, password, ...(tenant && { tenant }) });

const cookieOf = ({ headers }: Reply): string => headers.getSetCookie()[0]?.split(";")[0] ?? "";

const refresh = (cookie: string): Promise<Reply> =>
  client().send("POST", "/v1/identity/sessions/refresh", { headers: { cookie } });

describe("a session", () => {
  test("begins with a token for ten minutes and a cookie that no script reads", async () => {
    const { email, password, tenantId } = await newTenant();
    const reply = must(await enter(email, password), 201);

    expect(reply.body).toEqual({
      accessToken: expect.any(String),
      tokenType: "Bearer",
      expiresIn: 600,
      tenantId,
    });
    const [cookie = ""] = reply.headers.getSetCookie();
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict/);
    expect(cookie).toContain("; Path=/v1/identity/sessions;");
    const me = await client(reply.body.accessToken).get("/v1/identity/me");
    expect(me.body).toMatchObject({ email, tenantId, role: "owner", name: "Olga Owner" });
  });

  test("goes on by its cookie, each of which counts once but for a lost answer", async () => {
    const { email, password } = await newTenant();
    const first = cookieOf(must(await enter(email, password), 201));
    const second = must(await refresh(first), 200);

    expect((await client(second.body.accessToken).get("/v1/identity/me")).status).toBe(200);
    expect(second.body).not.toHaveProperty("cookie");
    expect(cookieOf(second)).not.toBe(first);
    expect(cookieOf(must(await refresh(first), 200))).toBe(cookieOf(second));
    const third = cookieOf(must(await refresh(cookieOf(second)), 200));
    expect(await refresh(first)).toMatchObject({ status: 401, body: { code: "identity.session-over" } });
    expect((await refresh(third)).status).toBe(401);
  });

  test("gives ten who refresh at the same time one successor", async () => {
    const { email, password } = await newTenant();
    const first = cookieOf(must(await enter(email, password), 201));
    const replies = await Promise.all(Array.from({ length: 10 }, () => refresh(first)));

    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(new Set(replies.map(cookieOf)).size).toBe(1);
  });

  test("ends when one signs out, its refresh token at once and its access token where it matters", async () => {
    const { email, password, slug } = await newTenant();
    const reply = must(await enter(email, password), 201);
    const session = client(reply.body.accessToken);
    const out = must(await session.send("DELETE", "/v1/identity/sessions/current"), 204);

    expect(out.headers.getSetCookie()[0]).toContain("Max-Age=0");
    expect((await refresh(cookieOf(reply))).status).toBe(401);
    expect((await session.post("/v1/tenants/current/close", { slug })).status).toBe(401);
  });

  test("and all others end when one signs out everywhere", async () => {
    const { email, password, owner, slug } = await newTenant();
    const others = await Promise.all(Array.from({ length: 3 }, () => enter(email, password)));
    expect((await owner.get("/v1/identity/sessions")).body.items).toHaveLength(4);
    must(await owner.send("DELETE", "/v1/identity/sessions"), 204);

    for (const other of others) {
      expect((await refresh(cookieOf(other))).status).toBe(401);
      const stillOpen = client(other.body.accessToken);
      expect((await stillOpen.post("/v1/tenants/current/close", { slug })).status).toBe(401);
    }
    const again = await signIn(email, password);
    expect((await again.get("/v1/identity/sessions")).body.items).toHaveLength(1);
  });
});

describe("signing in", () => {
  test("tells nobody who has an account", async () => {
    const { email } = await newTenant();
    const [known, unknown] = [await enter(email, wrong), await enter(`x${email}`, wrong)];

    expect([known.status, unknown.status]).toEqual([401, 401]);
    const { instance: _, requestId: __, ...said } = known.body;
    expect(unknown.body).toMatchObject(said);
  });

  test("slows down fifty who guess at the same time to a handful, and then the owner too", async () => {
    const { email, password } = await newTenant();
    const replies = await Promise.all(Array.from({ length: 50 }, () => enter(email, wrong)));
    const guesses = replies.filter(({ status }) => status === 401);

    expect(guesses.length).toBeLessThanOrEqual(8);
    const refused = replies.filter(({ status }) => status === 429);
    expect(refused.length).toBe(50 - guesses.length);
    expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
    must(
      await eventually(async () => {
        const reply = await enter(email, password);
        return reply.status === 429 ? undefined : reply;
      }),
      201,
    );
  });

  test("works for many with the right password at the same time", async () => {
    const { email, password } = await newTenant();
    const replies = await Promise.all(Array.from({ length: 5 }, () => enter(email, password)));

    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
  });

  test("asks for the verification mail once more without telling of whom", async () => {
    const slug = `r${randomBytes(6).toString("hex")}`;
    const email = `ada@${slug}.example`;
    const owner = { name: "Ada", email, password: "seven grey geese" };
    must(
      await client().post("/v1/tenants", { name: "R", slug, timeZone: "Asia/Tokyo", locale: "ja", owner }),
      201,
    );
    const first = await mailedToken(email);
    const resend = (to: string) => client().post("/v1/identity/verify-email/resend", { email: to });

    expect((await resend(`nobody@${slug}.example`)).status).toBe(202);
    must(await resend(email), 202);
    const second = await eventually(async () => {
      const token = await mailedToken(email);
      return token === first ? undefined : token;
    });
    const { body } = await client().get(`/_local/outbox?to=${encodeURIComponent(email)}`);
    expect(body.items[0].subject).toBe("R のメールアドレスの確認");
    const link = /^http\S+\/verify-email\?token=\S+/m.exec(body.items[0].text)?.[0] ?? "";
    for (const method of ["HEAD", "GET"]) expect((await fetch(link, { method })).status).toBe(200);
    must(await client().post("/v1/identity/verify-email", { token: second }), 200);
    expect((await client().post("/v1/identity/verify-email", { token: first })).status).toBe(200);
    await signIn(email, "seven grey geese");
  });
});

describe("members", () => {
  test("join by invitation, and are listed with the name they chose", async () => {
    const tenant = await newTenant();
    const manager = await tenant.join("manager");
    const { body } = await tenant.owner.get("/v1/identity/members");

    expect(body.items.map(({ role, name }: Record<string, string>) => [role, name]).toSorted()).toEqual([
      ["manager", "Mara Member"],
      ["owner", "Olga Owner"],
    ]);
    expect((await manager.get("/v1/identity/members")).status).toBe(403);
    expect((await tenant.owner.get("/v1/identity/members?limit=1")).body.nextCursor).toEqual(
      expect.any(String),
    );
  });

  test("of two tenants choose where to sign in", async () => {
    const [one, two] = [await newTenant(), await newTenant()];
    must(await two.owner.post("/v1/identity/invitations", { email: one.email, role: "employee" }), 201);
    const token = await eventually(async () => {
      const { body } = await client().get(`/_local/outbox?to=${encodeURIComponent(one.email)}`);
      const mail = body.items.find(({ subject }: { subject: string }) => subject.startsWith("Join "));
      return /^Token: (\S+)/m.exec(mail?.text ?? "")?.[1];
    });
    const accept = (password: string) =>
      client().post("/v1/identity/invitations/accept", { token, password });

    expect((await accept(wrong)).status).toBe(401);
    expect(must(await accept(one.password), 201).body).toMatchObject({
      tenantId: two.tenantId,
      slug: two.slug,
    });
    expect((await enter(one.email, one.password)).status).toBe(409);
    const there = await signIn(one.email, one.password, two.slug);
    expect((await there.get("/v1/identity/me")).body).toMatchObject({
      role: "employee",
      tenantId: two.tenantId,
    });
  });

  test("have new rights at once where it matters, and lose them when removed", async () => {
    const tenant = await newTenant();
    const admin = await tenant.join("admin");
    const { body: me } = await admin.get("/v1/identity/me");
    const path = `/v1/identity/members/${me.userId}`;
    const employ = (who: typeof admin) => who.send("PATCH", path, { body: { role: "employee" } });

    expect((await employ(admin)).body.role).toBe("employee");
    expect((await employ(admin)).status).toBe(403);
    must(await tenant.owner.send("DELETE", path), 204);
    expect((await employ(admin)).status).toBe(401);
    expect((await enter(me.email, tenant.password)).body.code).toBe("identity.no-tenant");
    must(await tenant.owner.post("/v1/identity/invitations", { email: me.email, role: "manager" }), 201);
  });

  test("keep an owner when two step down at the same time", async () => {
    const tenant = await newTenant();
    const other = await tenant.join("owner");
    const paths = await Promise.all(
      [tenant.owner, other].map(
        async (who) => `/v1/identity/members/${(await who.get("/v1/identity/me")).body.userId}`,
      ),
    );
    const replies = await Promise.all(
      [tenant.owner, other].map((who, at) => who.send("PATCH", paths[at] ?? "", { body: { role: "admin" } })),
    );

    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(replies.find(({ status }) => status === 409)?.body.code).toBe("identity.last-owner");
  });

  test("are found in their own tenant only, and so are invitations", async () => {
    const [one, two] = [await newTenant(), await newTenant()];
    const { body: me } = await one.owner.get("/v1/identity/me");
    const invited = must(
      await one.owner.post("/v1/identity/invitations", { email: "x@y.example", role: "employee" }),
      201,
    );

    expect((await two.owner.send("DELETE", `/v1/identity/members/${me.userId}`)).status).toBe(404);
    expect((await two.owner.send("DELETE", `/v1/identity/invitations/${invited.body.id}`)).status).toBe(404);
    must(await one.owner.send("DELETE", `/v1/identity/invitations/${invited.body.id}`), 204);
    const { body } = await one.owner.get("/v1/identity/invitations");
    expect(body.items).toMatchObject([{ id: invited.body.id, status: "revoked", email: "x@y.example" }]);
  });
});

test.each([
  ["verify-email", "en-GB", "Confirm the address"],
  ["accept-invitation", "ja", "参加する"],
])("the link %s leads to a page that runs its own script alone", async (path, language, button) => {
  const asked = { "accept-language": language };
  const { body, headers } = must(await client().get(`/${path}?token=abc&utm_source=mail`, asked), 200);

  expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'; script-src 'sha256-[^']+';/);
  expect(headers.get("cache-control")).toBe("no-store");
  expect(body).toContain(`<button disabled>${button}</button>`);
  expect(body).not.toContain("abc");
});

test("the key set is public, may be kept for a while, and holds no private part", async () => {
  await newTenant();
  const { status, headers, body } = await client().get("/.well-known/jwks.json");

  expect(status).toBe(200);
  expect(headers.get("cache-control")).toBe("public, max-age=300");
  expect(body.keys.length).toBeGreaterThanOrEqual(2);
  for (const key of body.keys)
    expect(Object.keys(key).toSorted()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
});

test("what happens at the door is in the tenant's audit trail", async () => {
  const { email, password } = await newTenant();
  for (let guess = 0; guess < 5; guess++) await enter(email, wrong);
  const owner = await signIn(email, password);
  const operations = await eventually(async () => {
    const { body } = await owner.get("/v1/audit/entries?limit=200");
    const seen: string[] = (body.items ?? []).map(({ operation }: { operation: string }) => operation);
    return seen.filter((operation) => operation === "signIn").length >= 3 ? seen : undefined;
  });

  expect(new Set(operations)).toEqual(new Set(["createTenant", "verifyEmail", "signIn"]));
});
