import * as z from "zod";
import { decide } from "#functions/kernel/auth/decide.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { httpHandler } from "#functions/kernel/http/http-api.ts";
import { get, patch, post, remove } from "#functions/kernel/http/route.ts";
import { operation, publicOperation } from "#functions/kernel/operation.ts";
import { type Call, caller } from "#tests/support/gateway.ts";
import { memoryGate } from "#tests/support/memory-gate.ts";

interface Things {
  readonly made: unknown[];
}

const described = { summary: "Does it.", problems: [], example: { input: {}, output: {} } };
const thing = z.object({ id: z.string(), version: z.int(), note: z.string().optional() });

const createThing = operation({
  ...described,
  name: "createThing",
  permission: "things:write",
  input: z.strictObject({
    note: z.string().min(1),
    tags: z.array(z.strictObject({ name: z.string() })).optional(),
  }),
  output: thing,
  run:
    ({ made }: Things) =>
    async (_actor, { note }) => {
      made.push(note);
      return { id: `thing-${made.length}`, version: 1, note, secret: "not declared" };
    },
});

// As the SDK throws them: with the item that stood in the way.
const awsError = Object.assign(new Error("conditional check failed"), { Item: { name: "Ada" } });

const readThing = operation({
  ...described,
  name: "readThing",
  permission: "things:read",
  scope: "resource",
  input: z.strictObject({ id: z.string() }),
  output: thing,
  run:
    () =>
    async (actor, { id }) => {
      if (id === "unasked") return { id, version: 1 };
      if (!(await decide(actor, "things:read", { employeeId: undefined })))
        refuse("not-found", "things.none", "None");
      if (id === "broken") throw new Error("wires crossed", { cause: awsError });
      // A fault of ours, and one that the compiler would have seen.
      if (id === "unsound") return { id, version: "one" as unknown as number };
      return { id, version: 7 };
    },
});

const listThings = operation({
  ...described,
  name: "listThings",
  permission: "signed-in",
  input: z.strictObject({
    limit: z.int().min(1).max(200).default(50),
    archived: z.boolean().optional(),
    tags: z.array(z.string()).optional(),
    until: z.string().optional(),
  }),
  output: z.object({ asked: z.unknown() }),
  run: () => async (_actor, input) => ({ asked: input }),
});

const updateThing = operation({
  ...described,
  name: "updateThing",
  permission: "things:write",
  input: z.strictObject({ id: z.string(), note: z.string(), expectedVersion: z.int().optional() }),
  output: thing,
  run:
    () =>
    async (_actor, { id, note, expectedVersion = 7 }) => {
      if (expectedVersion !== 7) refuse("stale", "request.stale", "Changed meanwhile");
      return note === "unsound" ? { id, version: 8, note: 5 as unknown as string } : { id, version: 8, note };
    },
});

const removeThing = operation({
  ...described,
  name: "removeThing",
  permission: "things:remove",
  sensitive: true,
  input: z.strictObject({ id: z.string() }),
  output: z.null(),
  run: () => async () => null,
});

const greet = publicOperation({
  ...described,
  name: "greet",
  input: z.strictObject({ cookie: z.string().optional(), raw: z.string().optional() }),
  output: z.object({ hello: z.string() }),
  run:
    () =>
    async (caller, { cookie = "" }) => ({ hello: `${caller.address} ${cookie}`.trim() }),
});

export const thingPermissions = {
  "things:read": { owner: "tenant", employee: "tenant" },
  "things:write": { owner: "tenant", employee: "tenant", manager: "self" },
  "things:remove": { owner: "tenant" },
} as const;

export const thingRoutes = [
  post("/v1/things", createThing, { versioned: true }),
  get("/v1/things", listThings),
  get("/v1/things/{id}", readThing, { versioned: true }),
  patch("/v1/things/{id}", updateThing, { versioned: true }),
  remove("/v1/things/{id}", removeThing),
  post("/v1/greetings", greet, {
    status: 200,
    receive: ({ cookies }) => ({ cookie: cookies["who"] ?? "" }),
    reply: ({ hello }) => ({ cookies: ["who=you; HttpOnly"], body: { hello } }),
  }),
  get("/v1/greetings", greet, {
    reply: ({ hello }) => ({ headers: { "content-type": "text/html" }, body: `<p>${hello}</p>` }),
  }),
];

/** A small context behind the real door. */
export function startThings(options: Parameters<typeof memoryGate>[0] = {}) {
  const world = memoryGate(options);
  const made: unknown[] = [];
  const call = caller(
    httpHandler(world.gate, { routes: thingRoutes, permissions: thingPermissions, deps: { made } }),
  );
  const signedIn = async ({ headers, ...rest }: Call, claims: Parameters<typeof world.token>[0] = {}) =>
    call({ ...rest, headers: { authorization: `Bearer ${await world.token(claims)}`, ...headers } });
  return { ...world, made, call, signedIn };
}

/** A request that makes a thing. */
export const write = (body: unknown, more: Partial<Call> = {}): Call => ({
  method: "POST",
  path: "/v1/things",
  body,
  ...more,
});
export const json = { "content-type": "application/json" };
