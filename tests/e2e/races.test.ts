import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { importFiles } from "#tests/e2e/import-file.ts";
import {
  type Client,
  client,
  mailedToken,
  must,
  newTenant,
  type Reply,
  signIn,
  type TestTenant,
} from "#tests/support/tenant.ts";

let tenant: TestTenant;
let owner: Client;

beforeAll(async () => {
  tenant = await newTenant();
  owner = tenant.owner;
});

const unique = () => `r${randomBytes(6).toString("hex")}`;

const atOnce = <Answer>(count: number, ask: (at: number) => Promise<Answer>): Promise<Answer[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => ask(at)));

/** How often each answer came: `{ "201": 1, "409 time.already-clocked-in": 49 }`. */
function tally(replies: readonly Reply[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of replies) {
    const name = status < 300 ? `${status}` : `${status} ${body.code}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

const hire = async (more: object = {}, who = owner): Promise<string> =>
  must(await who.post("/v1/people/employees", { name: "Ada", ...more }), 201).body.id;

describe("the clock", () => {
  test("pressed fifty times at once opens one session and ends it once", async () => {
    const employeeId = await hire();
    const press = (kind: string) => atOnce(50, () => owner.post(`/v1/time/${kind}`, { employeeId }));

    expect(tally(await press("clock-in"))).toEqual({ "201": 1, "409 time.already-clocked-in": 49 });
    expect(tally(await press("clock-out"))).toEqual({ "201": 1, "409 time.not-clocked-in": 49 });
    const { items } = must(await owner.get(`/v1/time/punches?employeeId=${employeeId}`), 200).body;
    expect(items.map(({ kind }: { kind: string }) => kind)).toEqual(["clock-in", "clock-out"]);
    expect(new Set(items.map(({ sessionId }: { sessionId: string }) => sessionId)).size).toBe(1);
  });
});

describe("sign-up", () => {
  test("of fifty for one slug makes one tenant, and the others find nothing of theirs", async () => {
    const slug = unique();
    const emailOf = (at: number) => `o${at}@${slug}.example`;
    const password = "seven grey geese";
    const replies = await atOnce(50, (at) =>
      client().post("/v1/tenants", {
        name: "Acme",
        slug,
        timeZone: "Europe/Berlin",
        owner: { name: "Ada", email: emailOf(at), password },
      }),
    );

    expect(tally(replies)).toEqual({ "201": 1, "409 tenants.slug-taken": 49 });
    const winner = emailOf(replies.findIndex(({ status }) => status === 201));
    const loser = emailOf(replies.findIndex(({ status }) => status === 409));
    must(await client().post("/v1/identity/verify-email", { token: await mailedToken(winner) }), 200);
    expect((await (await signIn(winner, password)).get("/v1/tenants/current")).body.slug).toBe(slug);
    const refused = await client().post("/v1/identity/sessions", { email: loser, password });
    expect(refused).toMatchObject({ status: 401, body: { code: "identity.wrong-credentials" } });
  });
});

describe("one Idempotency-Key", () => {
  test("sent fifty times at once has one effect, and gives all the same answer", async () => {
    const externalId = unique();
    const replies = await atOnce(50, () =>
      owner.post("/v1/people/employees", { name: "Twin", externalId }, { "idempotency-key": externalId }),
    );

    expect(tally(replies)).toEqual({ "201": 50 });
    expect(new Set(replies.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const { items } = (await owner.get(`/v1/people/employees?externalId=${externalId}`)).body;
    expect(items).toEqual([replies[0]?.body]);
  });

  test("for two commands at once: one of them is carried out", async () => {
    const key = { "idempotency-key": unique() };
    const replies = await atOnce(20, (at) =>
      owner.post("/v1/people/departments", { name: `${key} ${at % 2}` }, key),
    );

    expect(tally(replies)).toEqual({ "201": 10, "422 request.idempotency-key-reused": 10 });
  });
});

describe("what is unique", () => {
  test.each(["externalId", "email"])("%s goes to one of twenty", async (field) => {
    const value = field === "email" ? `${unique()}@example.com` : unique();
    const replies = await atOnce(20, (at) =>
      owner.post("/v1/people/employees", { name: `E${at}`, [field]: value }),
    );

    const code = field === "email" ? "people.email-taken" : "people.external-id-taken";
    expect(tally(replies)).toEqual({ "201": 1, [`409 ${code}`]: 19 });
  });

  test("a department that twenty mention for the first time is made once", async () => {
    const department = unique();
    const ids = await atOnce(20, (at) => hire({ name: `D${at}`, department }));
    const people = await Promise.all(ids.map((id) => owner.get(`/v1/people/employees/${id}`)));

    expect(new Set(people.map(({ body }) => body.departmentId)).size).toBe(1);
    const { items } = (await owner.get("/v1/people/departments?limit=200")).body;
    expect(items.filter(({ name }: { name: string }) => name === department).length).toBe(1);
  });
});

describe("one version", () => {
  const things: Readonly<Record<string, () => Promise<readonly [path: string, field: string]>>> = {
    "the tenant": async () => ["/v1/tenants/current", "name"],
    "an employee": async () => [`/v1/people/employees/${await hire()}`, "name"],
    "a department": async () => [
      `/v1/people/departments/${must(await owner.post("/v1/people/departments", { name: unique() }), 201).body.id}`,
      "name",
    ],
  };

  test.each(Object.entries(things))("%s is changed by one of twenty who saw it", async (_, make) => {
    const [path, field] = await make();
    const etag = (await owner.get(path)).headers.get("etag") ?? '"1"';
    const replies = await atOnce(20, (at) =>
      owner.send("PATCH", path, { body: { [field]: `Name ${at}` }, headers: { "if-match": etag } }),
    );

    expect(tally(replies)).toEqual({ "200": 1, "412 request.stale": 19 });
  });

  test("two who put each other below themselves make no circle", async () => {
    const [one, two] = [await hire(), await hire()];
    const below = (id: string, managerId: string) =>
      owner.send("PATCH", `/v1/people/employees/${id}`, { body: { managerId } });
    const replies = await Promise.all([below(one, two), below(two, one)]);

    expect(tally(replies)).toEqual({ "200": 1, "409 people.manager-cycle": 1 });
  });
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

describe("an import", () => {
  test("of one file, twice at once, brings in every row once", async () => {
    const own = await newTenant();
    const rows = Array.from(
      { length: 300 },
      (_, n) => `${n},Name ${n},Department ${n % 5},${n > 0 ? Math.floor((n - 1) / 7) : ""}`,
    );
    const people = ["externalId,name,department,manager", ...rows].join("\n");
    const jobs = await Promise.all([1, 2].map(() => importFiles(own.owner, "people", { people })));

    expect(jobs.map(({ status }) => status)).toEqual(["succeeded", "succeeded"]);
    const sum = (field: "created" | "failed") => jobs.reduce((total, job) => total + job[field], 0);
    expect([sum("created"), sum("failed")]).toEqual([300, 0]);
    const pages = [await own.owner.get("/v1/people/employees?limit=200")];
    pages.push(await own.owner.get(`/v1/people/employees?limit=200&cursor=${pages[0]?.body.nextCursor}`));
    const ids = pages.flatMap(({ body }) =>
      body.items.map((each: { externalId: string }) => each.externalId),
    );
    expect(ids.length).toBe(300);
    expect(new Set(ids).size).toBe(300);
  });
});
