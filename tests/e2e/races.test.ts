import { beforeAll, describe, expect, test } from "vitest";
import { atOnce, tally, unique } from "#tests/e2e/at-once.ts";
import { type Client, client, mailedToken, must, newTenant, signIn } from "#tests/support/tenant.ts";

let owner: Client;

beforeAll(async () => {
  ({ owner } = await newTenant());
});

const hire = async (more: object = {}): Promise<string> =>
  must(await owner.post("/v1/people/employees", { name: "Ada", ...more }), 201).body.id;

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
