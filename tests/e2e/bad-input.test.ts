import { request } from "node:http";
import { beforeAll, describe, expect, test } from "vitest";
import {
  type BadRequest,
  badRequests,
  body,
  employees,
  hire,
  json,
  malformed,
} from "#tests/e2e/bad-requests.ts";
import { inTurns } from "#tests/e2e/requests.ts";
import { sharedCloud } from "#tests/support/cloud.ts";
import { type Client, client, must, newTenant, type Reply } from "#tests/support/tenant.ts";

let owner: Client;
let employee: string;

beforeAll(async () => {
  ({ owner } = await newTenant());
  employee = must(await owner.post("/v1/people/employees", { name: "Ada", hireDate: "2020-01-01" }), 201).body
    .id;
});

/** What a caller can go by: the status, the code, and where the faults are. */
const told = ({ status, body }: Reply) => ({
  status,
  code: body.code,
  ...(body.errors && { at: body.errors.map(({ path }: { path: string }) => path) }),
});

/** Sends a request that `send` names, as `POST /v1/…`. */
const ask = ({ send, more }: Pick<BadRequest, "send" | "more">): Promise<Reply> => {
  const [method = "", path = ""] = send.split(" ");
  return owner.send(method, path, more);
};

describe("a request with", () => {
  test.each(Object.entries(badRequests))("%s", async (_, { gets, ...asked }) => {
    const reply = await ask(asked);

    expect(told(reply)).toEqual(gets.at ? { ...gets, at: expect.toSatisfy(sameMembers(gets.at)) } : gets);
    expect(reply.headers.get("content-type")).toBe("application/problem+json");
    expect(reply.headers.get("x-request-id")).toBe(reply.body.requestId);
  });

  const sameMembers = (paths: readonly string[]) => (found: readonly string[]) =>
    JSON.stringify(found.toSorted()) === JSON.stringify(paths.toSorted());

  test.each([6, 11])("%d MB never gets to us: the gateway itself refuses it", async (megabytes) => {
    const reply = await ask({ send: hire, more: body({ name: "a".repeat(megabytes * 1024 * 1024) }) });

    expect(reply.status).toBe(413);
  });

  test("a body where none belongs", async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { ...json, authorization: `Bearer ${owner.token}`, "content-length": 2 };
      request(`${sharedCloud().url}${employees}`, { method: "GET", headers }, (response) => {
        resolve(response.resume().statusCode);
      })
        .on("error", reject)
        .end("{}");
    });

    expect(status).toBe(400);
  });
});

describe("what is unusual and right is taken", () => {
  test.each([
    ["a name like a key of another tenant", { name: "T#tnt_00000000000000000000000001#people.employee#1" }],
    ["a name of other scripts", { name: "Ὀδυσσεύς 山田 👩‍👩‍👧 \u202e" }],
    ["an external id with separators", { name: "A", externalId: "#a/b?c=d&e#__proto__" }],
    ["an external id that is a prototype's", { name: "A", externalId: "__proto__" }],
    ["a department that is a constructor", { name: "A", department: "constructor" }],
  ])("%s", async (_, input) => {
    const made = must(await owner.post(employees, input), 201).body;

    expect(made).toMatchObject(input);
    const renamed = await owner.send("PATCH", `${employees}/${made.id}`, { body: { position: input.name } });
    expect(must(renamed, 200).body).toMatchObject({ ...input, position: input.name });
  });

  test("JSON under another media type of its kind, with a charset", async () => {
    const reply = await ask({
      send: hire,
      more: body('{"name":"A"}', { "content-type": "application/json; charset=UTF-8" }),
    });

    expect(reply.status).toBe(201);
  });
});

describe("HEAD, OPTIONS and other methods", () => {
  test("HEAD answers as GET would, without a body", async () => {
    const [get, head] = [
      await owner.get("/v1/tenants/current"),
      await owner.send("HEAD", "/v1/tenants/current"),
    ];

    expect([head.status, head.body]).toEqual([200, ""]);
    expect(head.headers.get("etag")).toBe(get.headers.get("etag"));
    expect((await client().send("HEAD", "/v1/tenants/current")).status).toBe(401);
  });

  test("OPTIONS and 405 tell what the path takes", async () => {
    const options = await client().send("OPTIONS", "/v1/tenants/current");

    expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, PATCH, HEAD, OPTIONS"]);
    const put = await client().send("PUT", "/v1/tenants/current", { body: {} });
    expect([put.status, put.headers.get("allow")]).toEqual([405, "GET, PATCH, HEAD, OPTIONS"]);
  });
});

describe("the clock", () => {
  const press = (kind: string, more: object = {}) =>
    owner.post(`/v1/time/${kind}`, { employeeId: employee, ...more });
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

  test.each([
    ["clock-out", {}, { status: 409, code: "time.not-clocked-in" }],
    ["break-start", {}, { status: 409, code: "time.not-clocked-in" }],
    ["break-end", {}, { status: 409, code: "time.not-clocked-in" }],
    ["clock-in", { at: at(10) }, { status: 400, code: "time.in-the-future", at: ["at"] }],
    ["clock-in", { at: "2019-12-31T12:00:00Z" }, { status: 400, code: "time.before-hiring", at: ["at"] }],
    ["clock-in", { at: "2026-11-20T09:00:00" }, malformed("at")],
    ["clock-in", { at: "2026-02-30T09:00:00Z" }, malformed("at")],
    ["clock-in", { timeZone: "Mars/Olympus" }, malformed("timeZone")],
  ])("refuses %s %j", async (kind, more, gets) => {
    expect(told(await press(kind, more))).toEqual(gets);
  });

  test("refuses a punch before the last one", async () => {
    must(await press("clock-in", { at: at(-10) }), 201);

    expect(told(await press("break-start", { at: at(-20) }))).toEqual({
      status: 409,
      code: "time.out-of-order",
    });
    must(await press("clock-out"), 201);
  });
});

describe("webhooks", () => {
  test.each([
    "http://example.com/hook",
    "https://localhost/hook",
    "https://127.0.0.1/hook",
    "https://127.1/hook",
    "https://2130706433/hook",
    "https://0x7f000001/hook",
    "https://0177.0.0.1/hook",
    "https://169.254.169.254/latest/meta-data/",
    "https://10.0.0.1/hook",
    "https://172.16.0.1/hook",
    "https://192.168.0.1/hook",
    "https://100.64.0.1/hook",
    "https://0.0.0.0/hook",
    "https://[::1]/hook",
    "https://[::ffff:127.0.0.1]/hook",
    "https://[fe80::1]/hook",
    "https://[fd00:ec2::254]/hook",
    "https://[64:ff9b::7f00:1]/hook",
    "https://example.com:22/hook",
    "https://user:secret@example.com/hook",
    "https://intranet/hook",
    "https://printer.local/hook",
    "ftp://example.com/hook",
    "file:///etc/passwd",
    "no address",
  ])("are not posted to %s", async (url) => {
    const reply = await owner.post("/v1/webhooks/endpoints", { url, events: ["*"] });

    expect(told(reply)).toEqual({ status: 400, code: "webhooks.url-refused", at: ["url"] });
  });
});

test("over the limit a person waits, and is told how long; others go on", async () => {
  const { owner: busy, join } = await newTenant();
  const other = await join("admin");
  const limit = 1000;
  const replies = await inTurns(Array.from({ length: limit + 100 }), () => busy.get("/v1/identity/sessions"));
  const refusals = replies.filter(({ status }) => status === 429);

  expect(replies.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(limit - 10);
  expect(refusals.length).toBeGreaterThan(0);
  const [refusal] = refusals;
  expect(refusal?.body.code).toBe("request.too-many");
  expect(Number(refusal?.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(refusal?.headers.get("ratelimit-policy")).toContain('"user";q=1000;w=900');
  expect(refusal?.headers.get("ratelimit")).toContain('"user";r=0');
  expect((await other.get("/v1/identity/sessions")).status).toBe(200);
});
