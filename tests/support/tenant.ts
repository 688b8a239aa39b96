import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { BuiltInRole } from "#functions/kernel/actor.ts";
import { sharedCloud } from "#tests/support/cloud.ts";

/** An answer of the API, as a test looks at it. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** Whatever JSON came; a test says by its expectations what is in it. */
  readonly body: ReturnType<JSON["parse"]>;
}

export interface Request {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Somebody who calls the API. */
export interface Client {
  readonly token: string | undefined;
  readonly send: (method: string, path: string, request?: Request) => Promise<Reply>;
  readonly get: (path: string, headers?: Request["headers"]) => Promise<Reply>;
  readonly post: (path: string, body?: unknown, headers?: Request["headers"]) => Promise<Reply>;
}

/** A caller of the shared cloud, with a token or without. */
export function client(token?: string, url = sharedCloud().url): Client {
  const send: Client["send"] = async (method, path, { body, headers = {} } = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: "manual",
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = text !== "" && response.headers.get("content-type")?.includes("json");
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
  return {
    token,
    send,
    get: (path, headers = {}) => send("GET", path, { headers }),
    post: (path, body = {}, headers = {}) => send("POST", path, { body, headers }),
  };
}

/** An organisation of a test's own, with its owner signed in. */
export interface TestTenant {
  readonly tenantId: string;
  readonly slug: string;
  readonly email: string;
  readonly password: string;
  readonly owner: Client;
  /** Invites somebody, who accepts and signs in. */
  readonly join: (
    role: Exclude<BuiltInRole, "owner"> | "owner",
    more?: { employeeId?: string },
  ) => Promise<Client>;
}

const password = "a fine and quiet evening";

/** Signs up a tenant nobody else uses. */
export async function newTenant(settings: { timeZone?: string } = {}): Promise<TestTenant> {
  const name = `t${randomBytes(6).toString("hex")}`;
  const email = `owner@${name}.example`;
  const made = await client().post("/v1/tenants", {
    name,
    slug: name,
    timeZone: settings.timeZone ?? "Europe/Berlin",
    owner: { name: "Olga Owner", email, password },
  });
  must(made, 201);
  must(await client().post("/v1/identity/verify-email", { token: await mailedToken(email) }), 200);
  const owner = await signIn(email, password);
  let members = 0;
  return {
    tenantId: made.body.tenantId,
    slug: name,
    email,
    password,
    owner,
    join: async (role, more = {}) => {
      members += 1;
      const address = `member${members}@${name}.example`;
      must(await owner.post("/v1/identity/invitations", { email: address, role, ...more }), 201);
      const token = await mailedToken(address);
      must(
        await client().post("/v1/identity/invitations/accept", { token, name: "Mara Member", password }),
        201,
      );
      return signIn(address, password);
    },
  };
}

export async function signIn(email: string, secret: string, tenant?: string): Promise<Client> {
  const { body } = must(
    await client().post("/v1/identity/sessions", { email, password: secret, ...(tenant && { tenant }) }),
    201,
  );
  return client(body.accessToken);
}

/** The secret in the newest mail to somebody, once it has come. */
export const mailedToken = (to: string): Promise<string> =>
  eventually(async () => {
    const { body } = await client().get(`/_local/outbox?to=${encodeURIComponent(to)}`);
    const texts: string[] = body.items.map(({ text = "" }) => text);
    return texts.map((text) => /^Token: (\S+)/m.exec(text)?.[1]).find((token) => token !== undefined);
  });

/** Asks until there is an answer; for what happens behind events. Fails after twenty seconds. */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 20_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error("It never happened");
    await sleep(50);
  }
}

/** The reply, if it has the status that the rest of a test stands on. */
export function must(reply: Reply, status: number): Reply {
  if (reply.status === status) return reply;
  throw new Error(`Expected ${status}, got ${reply.status}: ${JSON.stringify(reply.body)}`);
}
