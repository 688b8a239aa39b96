import { contexts } from "#functions/docs/all-routes.ts";
import type { BuiltInRole, Scope } from "#functions/kernel/actor.ts";
import { takesQuery } from "#functions/kernel/http/input.ts";
import { namesIn } from "#functions/kernel/http/request.ts";
import type { AnyRoute } from "#functions/kernel/http/route.ts";
import type { Client, Reply } from "#tests/support/tenant.ts";

/** A route that asks for a token, and how far each role reaches there. */
export interface Guarded {
  readonly route: AnyRoute;
  /** As a test's message names it: `GET /v1/people/employees`. */
  readonly name: string;
  readonly reach: Readonly<Partial<Record<BuiltInRole, Scope>>>;
}

const everybody = { owner: "tenant", admin: "tenant", manager: "tenant", employee: "tenant" } as const;

/** All that is asked of somebody who is signed in; from the product's own list of routes. */
export const guardedRoutes: readonly Guarded[] = contexts.flatMap(({ routes, permissions }) =>
  routes.flatMap((route) => {
    const { permission } = route.operation;
    if (permission === "public") return [];
    const reach = permission === "signed-in" ? everybody : (permissions[permission] ?? {});
    return [{ route, name: `${route.method} ${route.path}`, reach }];
  }),
);

/** Whether the role gets past the permission: where it does not reach all, the operation must ask about the resource. */
export const mayAsk = ({ route, reach }: Guarded, role: BuiltInRole): boolean =>
  reach[role] === "tenant" || (reach[role] !== undefined && route.operation.scope === "resource");

/** The operation's own example, sent as a request; `more` takes the place of single input keys. */
export function askAs(
  who: Client,
  { method, path, operation }: AnyRoute,
  more: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const inPath = new Set(namesIn(path));
  const input = new Map(Object.entries({ ...operation.example.input, ...more }));
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => String(input.get(name)));
  const rest = [...input].filter(([name]) => !inPath.has(name));
  if (!takesQuery({ method })) return who.send(method, filled, { body: Object.fromEntries(rest) });
  const query = new URLSearchParams(
    rest.map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  return who.send(method, query === "" ? filled : `${filled}?${query}`);
}

/** A reply as its reader can tell it from another: without what is different each time. */
export const seen = ({ status, body }: Reply) => ({ status, body: { ...body, requestId: undefined } });

const atOnce = 8;

/** Works on all items, a few at a time: a cloud on two cores that is asked everything at once only opens environments. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const workers = Array.from({ length: atOnce }, async () => {
    for (const [at, item] of waiting) results[at] = await work(item);
  });
  await Promise.all(workers);
  return results;
}

/** Asks all; what came back, by the routes' names, so that a difference says where it is. */
export const askEach = async <Answer>(
  routes: readonly Guarded[],
  ask: (line: Guarded) => Promise<Answer>,
): Promise<Record<string, Answer>> =>
  Object.fromEntries(await inTurns(routes, async (line) => [line.name, await ask(line)] as const));
