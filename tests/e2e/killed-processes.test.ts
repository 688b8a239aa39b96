import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { serveDoomed, type Write } from "#tests/e2e/doomed-function.ts";
import { client, eventually, mailedToken, must, newTenant, type Reply } from "#tests/support/tenant.ts";

/** A process of several commits: what was begun is ended by the same request, sent again. */
interface Trial {
  readonly write: Write;
  readonly check: (answer: Reply) => Promise<void>;
}

const unique = () => `p${randomBytes(6).toString("hex")}`;
const password = "seven grey geese";

/** Lets a worker die after each of its calls in turn, and sends the request again each time. */
async function killEverywhere(begin: () => Promise<Trial>): Promise<number> {
  for (let call = 1; ; call++) {
    const { write, check } = await begin();
    const end = await serveDoomed(write, call, "after");
    const { method, path, headers, body } = write;
    await check(must(await client().send(method, path, { ...(body && { body }), headers }), write.status));
    if (end === "answered") return call - 1;
  }
}

const identity = { function: "/Identity/Api/", method: "POST" };
const signInWith = (email: string) => client().post("/v1/identity/sessions", { email, password });

test("verifyEmail opens the tenant, and its owner may sign in", async () => {
  const begin = async (): Promise<Trial> => {
    const slug = unique();
    const email = `o@${slug}.example`;
    const owner = { name: "Ada", email, password };
    must(await client().post("/v1/tenants", { name: "Acme", slug, timeZone: "Asia/Tokyo", owner }), 201);
    const body = { token: await mailedToken(email) };
    const headers = { "idempotency-key": unique() };
    return {
      write: { ...identity, path: "/v1/identity/verify-email", headers, body, status: 200 },
      check: async (answer) => {
        expect(answer.body).toMatchObject({ slug, status: "trial" });
        must(await signInWith(email), 201);
        expect((await client().post("/v1/identity/verify-email", body)).status).toBe(410);
      },
    };
  };

  expect(await killEverywhere(begin)).toBeGreaterThan(3);
}, 180_000);

test("acceptInvitation makes one account and one member", async () => {
  const { owner } = await newTenant();
  const begin = async (): Promise<Trial> => {
    const email = `${unique()}@example.com`;
    must(await owner.post("/v1/identity/invitations", { email, role: "manager" }), 201);
    const body = { token: await mailedToken(email), name: "Bo", password };
    const headers = { "idempotency-key": unique() };
    return {
      write: { ...identity, path: "/v1/identity/invitations/accept", headers, body, status: 201 },
      check: async ({ body: { userId } }) => {
        must(await signInWith(email), 201);
        const { items } = must(await owner.get("/v1/identity/members?limit=200"), 200).body;
        const found = items.filter((each: { email: string }) => each.email === email);
        expect(found).toMatchObject([{ userId, role: "manager" }]);
      },
    };
  };

  expect(await killEverywhere(begin)).toBeGreaterThan(5);
}, 180_000);

test("removeMember shuts the member out for good", async () => {
  const { owner } = await newTenant();
  const begin = async (): Promise<Trial> => {
    const email = `${unique()}@example.com`;
    must(await owner.post("/v1/identity/invitations", { email, role: "employee" }), 201);
    const token = await mailedToken(email);
    const joined = await client().post("/v1/identity/invitations/accept", { token, name: "Bo", password });
    const { userId } = must(joined, 201).body;
    const member = client(must(await signInWith(email), 201).body.accessToken);
    const headers = { authorization: `Bearer ${owner.token}`, "idempotency-key": unique() };
    return {
      write: { ...identity, method: "DELETE", path: `/v1/identity/members/${userId}`, headers, status: 204 },
      check: async () => {
        expect((await member.send("DELETE", "/v1/identity/sessions")).status).toBe(401);
        expect(await signInWith(email)).toMatchObject({ status: 403, body: { code: "identity.no-tenant" } });
        const { items } = must(await owner.get("/v1/identity/members?limit=200"), 200).body;
        expect(items.map((each: { userId: string }) => each.userId)).not.toContain(userId);
      },
    };
  };

  expect(await killEverywhere(begin)).toBeGreaterThan(5);
}, 180_000);

test("an import whose start was cut short runs to its end", async () => {
  const { owner } = await newTenant();
  let rows = 0;
  const begin = async (): Promise<Trial> => {
    rows += 1;
    const { id, uploads } = must(await owner.post("/v1/people/imports", {}), 201).body;
    const [{ url, headers: sent }] = uploads;
    await fetch(url, { method: "PUT", headers: sent, body: `externalId,name\n${rows},Ada\n` });
    const path = `/v1/people/imports/${id}`;
    const headers = { authorization: `Bearer ${owner.token}`, "idempotency-key": unique() };
    return {
      write: {
        function: "/People/Api/",
        method: "POST",
        path: `${path}/start`,
        headers,
        body: {},
        status: 202,
      },
      check: async () => {
        const job = await eventually(async () => {
          const { body } = must(await owner.get(path), 200);
          return body.status === "succeeded" ? body : undefined;
        });
        expect(job).toMatchObject({ created: 1, failed: 0, total: 1 });
      },
    };
  };

  expect(await killEverywhere(begin)).toBeGreaterThan(5);
}, 180_000);
