import httpRouter from "@middy/http-router";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { preflightHeaders } from "#functions/kernel/http/cross-origin.ts";
import type { Endpoint } from "#functions/kernel/http/endpoint.ts";
import type { GatewayEvent, GatewayReply } from "#functions/kernel/http/exchange.ts";
import { MethodNotAllowed } from "#functions/kernel/http/problem.ts";
import type { AnyRoute } from "#functions/kernel/http/route.ts";

const patternOf = (path: AnyRoute["path"]): RegExp =>
  new RegExp(`^${path.replace(/[.+*?^$()|[\]\\]/g, "\\$&").replace(/{\w+}/g, "[^/]+")}/?$`);

/** Sends a request to its route's endpoint; answers HEAD as GET, OPTIONS by itself, 404 and 405 by throwing. */
export function router(endpoints: ReadonlyMap<AnyRoute, Endpoint>) {
  const known = [...endpoints.keys()].map(({ method, path }) => ({ method, pattern: patternOf(path) }));

  const allowed = (path: string): readonly string[] => {
    const methods = new Set(known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method));
    if (methods.size === 0) refuse("not-found", "request.no-such-path", "There is nothing at this path");
    return [...methods, ...(methods.has("GET") ? ["HEAD"] : []), "OPTIONS"];
  };

  const notFoundResponse = ({ method, path }: { method: string; path: string }): GatewayReply => {
    const allow = allowed(path);
    if (method !== "OPTIONS") throw new MethodNotAllowed(allow);
    return { statusCode: 204, headers: { allow: allow.join(", "), ...preflightHeaders(allow) } };
  };

  return httpRouter<GatewayEvent, GatewayReply>({
    routes: [...endpoints].flatMap(([{ method, path }, handler]) => [
      { method, path, handler },
      ...(method === "GET" ? [{ method: "HEAD" as const, path, handler }] : []),
    ]),
    notFoundResponse,
  });
}
