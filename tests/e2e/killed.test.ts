import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Moment } from "#tests/e2e/cutting-proxy.ts";
import { serveDoomed, type Write } from "#tests/e2e/doomed-function.ts";
import { inTurns } from "#tests/e2e/requests.ts";
import { receiverPort } from "#tests/support/cloud.ts";
import {
  type Client,
  client,
  eventually,
  mailedToken,
  must,
  newTenant,
  type Reply,
  signIn,
} from "#tests/support/tenant.ts";
import { stampTables } from "#tests/tenants/stamp-tables.ts";
import { startReceiver } from "#tests/webhooks/receiver.ts";

let owner: Client;
let receiver: Awaited<ReturnType<typeof startReceiver>>;

beforeAll(async () => {
  ({ owner } = await newTenant());
  const port = receiverPort();
  receiver = await startReceiver(undefined, port);
  const endpoint = { url: `http://localhost:${port}/hook`, events: ["*"] };
  must(await owner.post("/v1/webhooks/endpoints", endpoint), 201);
});
afterAll(() => receiver.stop());

const unique = () => `k${randomBytes(6).toString("hex")}`;
const moments: readonly Moment[] = ["before", "after"];

/** What is written, and how one sees that it was written once. */
interface Trial {
  readonly key: string;
  readonly write: Write;
  /** How many effects there are: none or one, never a part of one. */
  readonly effects: () => Promise<number>;
  readonly check: (answer: Reply) => Promise<void>;
}

type Begin = (key: string) => Promise<Trial>;

/**
 * Lets a worker die at each of its calls in turn, before the call and after it, and asks for the same again. Gives the
 * keys of the commands: each is to be carried out once.
 */
async function killEverywhere(begin: Begin): Promise<readonly string[]> {
  const deaths: Death[] = [];
  const left = new Set<number>();
  do {
    const call = deaths.length / moments.length + 1;
    for (const moment of moments) {
      const death = await killAt(await begin(unique()), call, moment);
      deaths.push(death);
      left.add(death.left);
    }
  } while (deaths.at(-1)?.end === "died");
  // Some die before they commit and some after: else nothing was tried.
  expect(left).toEqual(new Set([0, 1]));
  return deaths.map(({ key }) => key);
}

interface Death {
  readonly key: string;
  readonly end: "died" | "answered";
  /** Effects that it left. */
  readonly left: number;
}

async function killAt(trial: Trial, call: number, moment: Moment): Promise<Death> {
  const { key, write, effects, check } = trial;
  const end = await serveDoomed(write, call, moment);
  const left = await effects();
  const { method, path, headers, body } = write;
  const again = () => client().send(method, path, { body, headers });
  const answer = must(await again(), write.status);
  expect((await again()).body, `${method} ${path}, call ${call}, ${moment}`).toEqual(answer.body);
  expect(await effects()).toBe(1);
  await check(answer);
  return { key, end, left };
}

const asOwner = (key: string) => ({ authorization: `Bearer ${owner.token}`, "idempotency-key": key });

/** Each command is in the log once, and its events are there and at the receiver. */
async function expectToldOnce(operation: string, keys: readonly string[]): Promise<void> {
  const path = `/v1/audit/entries?operation=${operation}&limit=200`;
  const entries = await eventually(async () => {
    const items: readonly Entry[] = must(await owner.get(path), 200).body.items;
    const own = items.filter((entry) => keys.includes(givenKey(entry)));
    return own.length >= keys.length ? own : undefined;
  });
  expect(entries.map(givenKey).toSorted()).toEqual(keys.toSorted());
  const events = entries.flatMap((entry) => entry.events.map(({ id }) => id));
  expect(events.length).toBeGreaterThanOrEqual(keys.length);
  expect(new Set(events).size).toBe(events.length);
  const arrived = () => new Set(receiver.received.map(({ headers }) => headers["webhook-id"]));
  await eventually(async () => events.every((id) => arrived().has(id)) || undefined);
}

// The log tells keys that callers gave from those that we made.
const givenKey = ({ key }: Entry): string => key.replace(/^given:/, "");

interface Entry {
  readonly key: string;
  readonly events: readonly { readonly id: string }[];
}

test("clockIn opens one session, however its worker dies", async () => {
  const begin: Begin = async (key) => {
    const employeeId = must(await owner.post("/v1/people/employees", { name: "Ada" }), 201).body.id;
    const punches = async () =>
      must(await owner.get(`/v1/time/punches?employeeId=${employeeId}`), 200).body.items;
    const path = "/v1/time/clock-in";
    return {
      key,
      write: {
        function: "/Time/Api/",
        method: "POST",
        path,
        headers: asOwner(key),
        body: { employeeId },
        status: 201,
      },
      effects: async () => (await punches()).length,
      check: async ({ body }) => expect(await punches()).toEqual([body]),
    };
  };

  await expectToldOnce("clockIn", await killEverywhere(begin));
}, 180_000);

test("createEmployee enters one employee and one department", async () => {
  const begin: Begin = async (key) => {
    const body = { name: "Bo", externalId: key, email: `${key}@example.com`, department: `Of ${key}` };
    const path = "/v1/people/employees";
    const found = async (by: string) => must(await owner.get(`${path}?${by}`), 200).body.items;
    return {
      key,
      write: { function: "/People/Api/", method: "POST", path, headers: asOwner(key), body, status: 201 },
      effects: async () => (await found(`externalId=${key}`)).length,
      check: async (answer) => {
        expect(answer.body).toMatchObject(body);
        expect(await found(`externalId=${key}`)).toEqual([answer.body]);
        expect(await found(`departmentId=${answer.body.departmentId}`)).toEqual([answer.body]);
      },
    };
  };

  await expectToldOnce("createEmployee", await killEverywhere(begin));
}, 180_000);

test("updateTenant changes the version once, although the resent one is stale by then", async () => {
  const path = "/v1/tenants/current";
  const begin: Begin = async (key) => {
    const before = must(await owner.get(path), 200);
    const headers = { ...asOwner(key), "if-match": before.headers.get("etag") ?? "" };
    const now = async () => must(await owner.get(path), 200).body;
    return {
      key,
      write: { function: "/Tenants/Api/", method: "PATCH", path, headers, body: { name: key }, status: 200 },
      effects: async () => (await now()).version - before.body.version,
      check: async ({ body }) => {
        expect(body).toEqual({ ...before.body, name: key, version: before.body.version + 1 });
        expect(await now()).toEqual(body);
      },
    };
  };

  await expectToldOnce("updateTenant", await killEverywhere(begin));
}, 180_000);

test("createTenant makes one tenant and one owner, who can sign in", async () => {
  const made: { email: string; tenantId: string }[] = [];
  const password = "seven grey geese";
  const { itemsAt, identity } = await stampTables();
  const begin: Begin = async (key) => {
    const email = `o@${key}.example`;
    const body = {
      name: "Acme",
      slug: key,
      timeZone: "Europe/Berlin",
      owner: { name: "Ada", email, password },
    };
    const headers = { "idempotency-key": key };
    return {
      key,
      write: { function: "/Tenants/Api/", method: "POST", path: "/v1/tenants", headers, body, status: 201 },
      effects: async () => (await itemsAt(identity, `slug#${key}`)).length,
      check: async (answer) => {
        made.push({ email, tenantId: answer.body.tenantId });
      },
    };
  };

  await killEverywhere(begin);

  const logs = await inTurns(made, async ({ email, tenantId }) => {
    must(await client().post("/v1/identity/verify-email", { token: await mailedToken(email) }), 200);
    const theirs = await signIn(email, password);
    expect((await theirs.get("/v1/tenants/current")).body.tenantId).toBe(tenantId);
    return eventually(async () => {
      const { items } = (await theirs.get("/v1/audit/entries?operation=createTenant")).body;
      return items.length > 0 ? items : undefined;
    });
  });
  expect(new Set(logs.map(({ length }) => length))).toEqual(new Set([1]));
}, 180_000);
