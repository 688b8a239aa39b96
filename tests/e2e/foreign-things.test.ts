import { beforeAll, describe, expect, test } from "vitest";
import { namesIn } from "#functions/kernel/http/request.ts";
import type { AnyRoute } from "#functions/kernel/http/route.ts";
import { newTypeId } from "#functions/kernel/ids.ts";
import { oneOfEach, type Things } from "#tests/e2e/every-thing.ts";
import { askAs, askEach, type Guarded, guardedRoutes, seen } from "#tests/e2e/requests.ts";
import { must, newTenant, type Reply, type TestTenant } from "#tests/support/tenant.ts";

let us: TestTenant;
let them: TestTenant;
let ours: Things;
let theirs: Things;

beforeAll(async () => {
  [us, them] = await Promise.all([newTenant(), newTenant()]);
  [ours, theirs] = await Promise.all([oneOfEach(us), oneOfEach(them)]);
});

const neverWas = (id: string): string => newTypeId(id.split("_")[0] ?? "");

describe("in a path", () => {
  // A month is nobody's.
  const idNames = ({ path }: AnyRoute): readonly string[] => namesIn(path).filter((name) => name !== "month");

  const placeOf = ({ path }: AnyRoute, name: string): string =>
    path.slice(0, path.indexOf(`{${name}}`) + name.length + 2);

  /** Each of the names by itself, and all of them. */
  const choices = (names: readonly string[]): readonly (readonly string[])[] =>
    names.length > 1 ? [...names.map((name) => [name]), names] : [names];

  const named = guardedRoutes.filter(({ route }) => idNames(route).length > 0);

  test("each thing that a route names is known to this test", () => {
    const missing = named.flatMap(({ name, route }) =>
      idNames(route).flatMap((each) => (theirs[placeOf(route, each)] ? [] : [`${name}: ${each}`])),
    );

    expect(missing).toEqual([]);
  });

  test("another tenant's things cannot be told from things that never were", async () => {
    const askWith = async ({ route }: Guarded, names: readonly string[], id: (theirs: string) => string) => {
      const ids = idNames(route).map((name) => {
        const place = placeOf(route, name);
        return [name, names.includes(name) ? id(theirs[place] ?? "") : (ours[place] ?? "")];
      });
      return seen(await askAs(us.owner, route, Object.fromEntries(ids)));
    };

    const replies = await askEach(named, (line) =>
      Promise.all(
        choices(idNames(line.route)).map(async (names) => ({
          names,
          real: await askWith(line, names, (id) => id),
          invented: await askWith(line, names, neverWas),
        })),
      ),
    );

    for (const [name, tries] of Object.entries(replies))
      for (const { names, real, invented } of tries) {
        expect(real, `${name} with their ${names}`).toEqual(invented);
        expect(real.status, `${name} with their ${names}`).toBe(404);
      }
  });

  test("they are there for those whose they are", async () => {
    const order = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    const missed: string[] = [];
    // What deletes comes when everything else has been asked for.
    const inOrder = named.toSorted((a, b) => order.indexOf(a.route.method) - order.indexOf(b.route.method));
    const own = await newTenant();
    const things = await oneOfEach(own);
    for (const { name, route } of inOrder) {
      const ids = idNames(route).map((each) => [each, things[placeOf(route, each)] ?? ""]);
      const { status } = await askAs(own.owner, route, Object.fromEntries(ids));
      if (status === 404 || status >= 500) missed.push(`${name}: ${status}`);
    }

    expect(missed).toEqual([]);
  });
});

describe("in a body or a query", () => {
  const employee = "/v1/people/employees/{id}";
  const department = "/v1/people/departments/{id}";
  const hook = () => `/v1/webhooks/endpoints/${ours["/v1/webhooks/endpoints/{id}"]}`;
  const delivery = "/v1/webhooks/endpoints/{id}/deliveries/{deliveryId}";

  const asks: Readonly<Record<string, readonly [thing: string, ask: (id: string) => Promise<Reply>]>> = {
    "clock in": [employee, (employeeId) => us.owner.post("/v1/time/clock-in", { employeeId })],
    "clock out": [employee, (employeeId) => us.owner.post("/v1/time/clock-out", { employeeId })],
    "list punches": [employee, (id) => us.owner.get(`/v1/time/punches?employeeId=${id}`)],
    "hire below a manager": [
      employee,
      (managerId) => us.owner.post("/v1/people/employees", { name: "Bo", managerId }),
    ],
    "move below a manager": [
      employee,
      (managerId) =>
        us.owner.send("PATCH", `/v1/people/employees/${ours[employee]}`, { body: { managerId } }),
    ],
    "list the reports": [employee, (id) => us.owner.get(`/v1/people/employees?managerId=${id}`)],
    "list a department": [department, (id) => us.owner.get(`/v1/people/employees?departmentId=${id}`)],
    "replay a delivery": [delivery, (deliveryId) => us.owner.post(`${hook()}/replay`, { deliveryId })],
    "list what somebody did": [
      "/v1/identity/members/{userId}",
      (id) => us.owner.get(`/v1/audit/entries?actor=${id}`),
    ],
  };

  test.each(Object.entries(asks))("%s: the same as with an id that never was", async (_, [thing, ask]) => {
    const real = seen(await ask(theirs[thing] ?? ""));

    expect(real).toEqual(seen(await ask(neverWas(theirs[thing] ?? ""))));
    // A list of nothing, or a refusal; never their things, and nothing made of them.
    if (real.status === 200) expect(real.body).toEqual({ items: [], nextCursor: null });
    else expect(real.status).toBeGreaterThanOrEqual(400);
  });

  test("an import of one context is none of another", async () => {
    const id = ours["/v1/people/imports/{id}"];

    expect((await us.owner.get(`/v1/time/imports/${id}`)).body.code).toBe("jobs.no-such-job");
  });
});

describe("in what we hand out", () => {
  test("another tenant's cursor leads nowhere but into one's own list", async () => {
    const lists = [
      "/v1/people/employees",
      "/v1/people/departments",
      "/v1/identity/members",
      "/v1/identity/invitations",
      "/v1/audit/entries",
      "/v1/webhooks/endpoints",
    ];
    await them.owner.post("/v1/people/employees", { name: "Second", department: "Another" });
    await them.owner.post("/v1/identity/invitations", { email: "more@elsewhere.example", role: "employee" });
    const found: Record<string, unknown> = {};
    for (const path of lists) {
      const { nextCursor } = must(await them.owner.get(`${path}?limit=1`), 200).body;
      if (nextCursor === null) continue;
      const own = must(await us.owner.get(`${path}?limit=200`), 200).body.items;
      const reply = await us.owner.get(`${path}?limit=200&cursor=${encodeURIComponent(nextCursor)}`);
      const ours = new Set(own.map((item: unknown) => JSON.stringify(item)));
      const isOurs = (item: unknown) => ours.has(JSON.stringify(item));
      found[path] = reply.status === 400 || reply.body.items.every(isOurs);
    }

    expect(Object.keys(found).length).toBeGreaterThanOrEqual(5);
    expect(new Set(Object.values(found))).toEqual(new Set([true]));
  });

  test("another tenant's Idempotency-Key is nobody's here", async () => {
    const key = { "idempotency-key": "the-very-same" };
    const hire = (who: TestTenant) => who.owner.post("/v1/people/employees", { name: "Twin" }, key);
    const [first, second] = [must(await hire(us), 201), must(await hire(them), 201)];

    expect(second.body.id).not.toBe(first.body.id);
    expect((await hire(us)).body).toEqual(first.body);
  });

  test("an upload's address opens no other tenant's file", async () => {
    const { body } = must(await us.owner.post("/v1/people/imports", {}), 201);
    const [{ url, headers }] = body.uploads;
    const put = async (to: string) =>
      (await fetch(to, { method: "PUT", headers, body: "externalId\n1" })).status;

    expect(url).toContain(us.tenantId);
    expect(await put(url.replaceAll(us.tenantId, them.tenantId))).toBe(403);
    expect(await put(url.replaceAll(body.id, neverWas(body.id)))).toBe(403);
    expect(await put(url)).toBe(200);
  });

  test("a tenant's log holds its own commands alone", async () => {
    const tenantsIn = async ({ owner }: TestTenant) => {
      const { items } = must(await owner.get("/v1/audit/entries?limit=200"), 200).body;
      return new Set(items.map(({ tenantId }: { tenantId: string }) => tenantId));
    };

    expect(await tenantsIn(us)).toEqual(new Set([us.tenantId]));
    expect(await tenantsIn(them)).toEqual(new Set([them.tenantId]));
  });
});
