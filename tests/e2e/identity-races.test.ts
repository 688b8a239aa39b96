import { beforeAll, describe, expect, test } from "vitest";
import { atOnce, tally, unique } from "#tests/e2e/at-once.ts";
import {
  type Client,
  client,
  mailedToken,
  must,
  newTenant,
  type Reply,
  type TestTenant,
} from "#tests/support/tenant.ts";

let tenant: TestTenant;
let owner: Client;

beforeAll(async () => {
  tenant = await newTenant();
  owner = tenant.owner;
});

describe("the last owner", () => {
  test("stays when all owners leave at once", async () => {
    const own = await newTenant();
    const owners = [own.owner, await own.join("owner"), await own.join("owner")];
    const me = await Promise.all(
      owners.map(async (each) => must(await each.get("/v1/identity/me"), 200).body.userId),
    );
    const replies = await Promise.all(
      owners.map((each, at) => each.send("DELETE", `/v1/identity/members/${me[at]}`)),
    );

    expect(tally(replies)).toEqual({ "204": 2, "409 identity.last-owner": 1 });
    const left = owners[replies.findIndex(({ status }) => status === 409)] ?? client();
    const { items } = must(await left.get("/v1/identity/members"), 200).body;
    expect(items.map(({ role }: { role: string }) => role)).toEqual(["owner"]);
  });
});

describe("an invitation", () => {
  test("accepted ten times at once makes one member", async () => {
    const email = `${unique()}@example.com`;
    must(await owner.post("/v1/identity/invitations", { email, role: "manager" }), 201);
    const token = await mailedToken(email);
    const replies = await atOnce(10, () =>
      client().post("/v1/identity/invitations/accept", { token, name: "Bo", password: tenant.password }),
    );

    expect(replies.some(({ status }) => status === 201)).toBe(true);
    expect(replies.filter(({ status }) => status >= 500)).toEqual([]);
    const { items } = must(await owner.get("/v1/identity/members"), 200).body;
    expect(items.filter((each: { email: string }) => each.email === email).length).toBe(1);
    must(await client().post("/v1/identity/sessions", { email, password: tenant.password }), 201);
  });
});

describe("a refresh token", () => {
  const cookieOf = ({ headers }: Reply): string => headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const refresh = (cookie: string) =>
    client().send("POST", "/v1/identity/sessions/refresh", { headers: { cookie } });

  test("shown ten times at once has one successor; shown again later, it ends the session", async () => {
    const { email, password } = tenant;
    const first = cookieOf(must(await client().post("/v1/identity/sessions", { email, password }), 201));
    const replies = await atOnce(10, () => refresh(first));

    expect(tally(replies)).toEqual({ "200": 10 });
    const [second = "", ...more] = new Set(replies.map(cookieOf));
    expect(more).toEqual([]);
    const third = cookieOf(must(await refresh(second), 200));
    expect(await refresh(first)).toMatchObject({ status: 401, body: { code: "identity.session-over" } });
    expect((await refresh(third)).status).toBe(401);
  });
});
