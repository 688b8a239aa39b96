import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { keySetKey } from "#functions/kernel/auth/access-token.ts";
import type { DoorFields } from "#functions/kernel/auth/door.ts";
import { doorChanges } from "#functions/kernel/auth/door-changes.ts";
import { memberChanges } from "#functions/kernel/auth/member-changes.ts";
import { endSessions } from "#functions/kernel/auth/session-changes.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import { tenantPrefix } from "#functions/kernel/dynamodb/keys.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { httpApi } from "#functions/kernel/http/http-api.ts";
import { get, post } from "#functions/kernel/http/route.ts";
import { operation, publicOperation } from "#functions/kernel/operation.ts";
import { idOf } from "#tests/support/actors.ts";
import { engineStamp } from "#tests/support/engine-stamp.ts";
import { type Call, caller } from "#tests/support/gateway.ts";
import { claimsFor, keySetOf, signingKey, tokenOf } from "#tests/support/tokens.ts";

const tenant = idOf("tnt", 1);
const user = idOf("usr", 1);
const key = signingKey("k1");
let now = new Date();

let world: Awaited<ReturnType<typeof engineStamp>>;
beforeAll(async () => {
  world = await engineStamp(() => now);
  const door: DoorFields = {
    status: "active",
    plan: "standard",
    settingsHash: "",
    timeZone: "UTC",
    locale: "en",
    flags: [],
  };
  await world.apply([
    doorChanges(world.TENANT_TABLE).addDoor(tenant, door),
    memberChanges(world.TENANT_TABLE).addMember(tenant, { userId: user, role: "employee", status: "active" }),
  ]);
  await world.putOwn({ ...keySetKey, ...keySetOf([key]) });
});
afterAll(() => world.stop());
beforeEach(() => {
  now = new Date(now.getTime() + 3600_000);
});

interface Notes {
  readonly commit: CommitWrites;
  readonly put: (id: string) => ReturnType<typeof changeOf>;
  readonly find: (id: string) => Promise<boolean>;
}

const described = { summary: "Does it.", problems: [], example: { input: {}, output: {} } };
const id = z.strictObject({ id: z.string() });

const addNote = operation({
  ...described,
  name: "addNote",
  permission: "notes:write",
  input: id,
  output: id,
  run:
    ({ commit, put, find }: Notes) =>
    async (actor, { id }) => {
      if (await find(id)) refuse("conflict", "notes.taken", "There is one already");
      return commit(actor, { changes: [put(id)], events: [], answer: { id } });
    },
});

const readNote = operation({
  ...described,
  name: "readNote",
  permission: "notes:read",
  input: id,
  output: z.object({ found: z.boolean() }),
  run:
    ({ find }: Notes) =>
    async (_actor, { id }) => ({ found: await find(id) }),
});

const burnNotes = operation({
  ...described,
  name: "burnNotes",
  permission: "notes:burn",
  sensitive: true,
  input: z.strictObject({}),
  output: z.null(),
  run: () => async () => null,
});

const knock = publicOperation({
  ...described,
  name: "knock",
  input: z.strictObject({}),
  output: z.null(),
  run: () => async () => null,
});

const routes = [
  post("/v1/notes", addNote),
  get("/v1/notes/{id}", readNote),
  post("/v1/notes/burn", burnNotes),
  get("/v1/knock", knock),
];
const permissions = {
  "notes:write": { owner: "tenant", employee: "tenant" },
  "notes:read": { owner: "tenant", employee: "tenant" },
  "notes:burn": { owner: "tenant" },
} as const;

/** A function environment of its own, as cold as they come. */
function environment() {
  const { stamp, TENANT_TABLE: TableName } = world;
  const keyOf = (note: string) => ({ pk: `${tenantPrefix(tenant)}notes.note#${note}`, sk: "note" });
  const handler = httpApi(stamp, {
    routes,
    permissions,
    deps: {
      commit: stamp.commit,
      put: (note: string) => changeOf({ Put: { TableName, Item: keyOf(note) } }),
      find: async (note: string) => {
        const { Item } = await stamp.documents.send(new GetCommand({ TableName, Key: keyOf(note) }));
        return Item !== undefined;
      },
    },
  });
  const call = caller(handler);
  const as = async (more: Parameters<typeof claimsFor>[0], { headers, ...rest }: Call) => {
    const token = await tokenOf(key, claimsFor(more), { issuer: "https://tenure.test" });
    return call({ ...rest, headers: { authorization: `Bearer ${token}`, ...headers } });
  };
  return { call, as };
}

async function costOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  world.calls.length = 0;
  await work();
  return [...world.calls];
}

test("a warm request costs its own round trip and no other; a cold one two more, and two that nobody waits for", async () => {
  const { as } = environment();
  const ask = () => as({}, { path: "/v1/notes/1" });
  // Door, the two counters beside the request, the note; the key set was begun to be read before.
  const cold = ["GetItem", "Query", "UpdateItem", "UpdateItem"];
  expect((await costOf(ask)).toSorted()).toEqual(cold);
  expect(await costOf(ask)).toEqual(["GetItem"]);
});

test("a resent command answers as it did, also where the operation would refuse it now", async () => {
  const { as } = environment();
  const headers = { "idempotency-key": "once" };
  const first = await as({}, { method: "POST", path: "/v1/notes", body: { id: "n1" }, headers });
  expect(first).toMatchObject({ status: 201, json: { id: "n1" } });
  const again = await environment().as(
    {},
    { method: "POST", path: "/v1/notes", body: { id: "n1" }, headers },
  );
  expect([again.status, again.json]).toEqual([201, { id: "n1" }]);
  expect(await as({}, { method: "POST", path: "/v1/notes", body: { id: "n2" }, headers })).toMatchObject({
    status: 422,
    json: { code: "request.idempotency-key-reused" },
  });
  expect(await as({}, { method: "POST", path: "/v1/notes", body: { id: "n1" } })).toMatchObject({
    status: 409,
    json: { code: "notes.taken" },
  });
});

test("a session that has ended is dead within thirty seconds", async () => {
  const { as } = environment();
  const sid = idOf("ses", 7);
  const ask = () => as({ sid }, { path: "/v1/notes/1" });
  expect((await ask()).status).toBe(200);
  await world.apply(endSessions(world.TENANT_TABLE)(tenant, user, [sid], now));
  now = new Date(now.getTime() + 30_000);
  expect((await ask()).status).toBe(401);
  expect((await as({}, { path: "/v1/notes/1" })).status).toBe(200);
});

test("a refused sensitive act is on record, under the rights of now", async () => {
  const { as } = environment();
  const burn = { method: "POST", path: "/v1/notes/burn", headers: { "idempotency-key": "burn" } };
  expect((await as({ role: "owner" }, burn)).status).toBe(403);
  const { Items = [] } = await world.stamp.documents.send(
    new QueryCommand({
      TableName: world.TENANT_TABLE,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": `${tenantPrefix(tenant)}kernel.cmd#${user}#burn` },
    }),
  );
  // The caller's own key stays free.
  expect(Items).toEqual([]);
  const recorded = world.calls.filter((name) => name === "PutItem");
  expect(recorded).toHaveLength(1);
});

test("public calls of one address are counted over all environments", async () => {
  const environments = [environment(), environment()];
  const statuses: number[] = [];
  for (let i = 0; i < 70; i += 1) {
    const answer = await environments[i % 2]?.call({ path: "/v1/knock", sourceIp: "198.51.100.1" });
    statuses.push(answer?.status ?? 0);
    if (answer?.status !== 429) continue;
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    expect(answer.headers["ratelimit"]).toMatch(/^"address";r=0;t=\d+$/);
    expect(answer.headers["ratelimit-policy"]).toBe('"address";q=60;w=60');
  }
  const admitted = statuses.filter((status) => status === 200).length;
  expect(admitted).toBeGreaterThanOrEqual(60);
  expect(admitted).toBeLessThanOrEqual(62);
  expect((await environments[0]?.call({ path: "/v1/knock", sourceIp: "198.51.100.2" }))?.status).toBe(200);
});
