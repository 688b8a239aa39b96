import middy from "@middy/core";
import type { Permissions } from "#functions/kernel/auth/permissions.ts";
import { endpoint } from "#functions/kernel/http/endpoint.ts";
import type { GatewayEvent, GatewayReply } from "#functions/kernel/http/exchange.ts";
import { finishReply, problemDetails } from "#functions/kernel/http/finish-reply.ts";
import type { Gate } from "#functions/kernel/http/gate.ts";
import { logScope } from "#functions/kernel/http/log-scope.ts";
import type { AnyRoute } from "#functions/kernel/http/route.ts";
import { router } from "#functions/kernel/http/router.ts";
import { stampGate } from "#functions/kernel/http/stamp-gate.ts";
import type { Wired } from "#functions/kernel/http/wired.ts";
import type { Stamp } from "#functions/kernel/stamp.ts";

/** Everything that the operations of these routes need, as one record. */
type DepsOf<R extends readonly AnyRoute[]> = [R[number]["operation"]["run"]] extends [
  (deps: infer Deps) => unknown,
]
  ? Deps
  : never;

/** One context's public surface, and what its operations need. A dependency that is missing does not compile. */
export interface HttpApi<R extends readonly AnyRoute[]> {
  readonly routes: R;
  readonly permissions: Permissions;
  readonly deps: DepsOf<R>;
}

/** The Lambda handler of one context's HTTP function. */
export function httpApi<const R extends readonly AnyRoute[]>(stamp: Stamp, api: HttpApi<R>) {
  const needsSignIn = api.routes.some(({ operation }) => operation.permission !== "public");
  return httpHandler(stampGate(stamp, needsSignIn), api);
}

/** The same behind any gate. Fails at once when a route asks for a permission that the context does not declare. */
export function httpHandler<const R extends readonly AnyRoute[]>(gate: Gate, api: HttpApi<R>) {
  const { routes, permissions, deps } = api;
  const endpoints = new Map(
    routes.map((route) => {
      demandDeclared(route, permissions);
      // Both casts forget what is proved: deps by DepsOf, the input by its schema, the actor by the permission.
      const run = route.operation.run(deps as never) as Wired["run"];
      return [route, endpoint({ gate, route, permissions, run })] as const;
    }),
  );
  return middy<GatewayEvent, GatewayReply>()
    .use(logScope(gate))
    .use(finishReply(gate))
    .use(problemDetails(gate))
    .handler(router(endpoints));
}

function demandDeclared({ operation: { name, permission } }: AnyRoute, permissions: Permissions): void {
  const isDeclared =
    permission === "public" || permission === "signed-in" || Object.hasOwn(permissions, permission);
  if (!isDeclared) throw new Error(`${name} asks for ${permission}, which permissions.ts does not declare`);
}
