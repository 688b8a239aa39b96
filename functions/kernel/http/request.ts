import { refuse } from "#functions/kernel/errors/app-error.ts";
import type { GatewayEvent } from "#functions/kernel/http/exchange.ts";
import type { HttpRequest, Route } from "#functions/kernel/http/route.ts";

const mostBytes = 5 * 1024 * 1024;
const pathValue = /^[A-Za-z0-9._~-]+$/;

/** The names that a path holds in braces. */
export const namesIn = (path: Route["path"]): readonly string[] =>
  [...path.matchAll(/{(\w+)}/g)].map(([, name = ""]) => name);

/**
 * Reads what the gateway hands over (payload format 2.0). Its path is decoded already and is not decoded again.
 * @throws AppError `request.malformed`, `request.duplicate-query`, `request.too-large`.
 */
export function requestOf(event: GatewayEvent, path: Route["path"]): HttpRequest {
  return {
    path: pathOf(event, path),
    query: queryOf(event.rawQueryString ?? ""),
    headers: headersOf(event),
    cookies: cookiesOf(event.cookies ?? []),
    body: bodyOf(event),
  };
}

/** A request's headers, names in lower case. */
export const headersOf = ({ headers = {} }: GatewayEvent): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value = ""]) => [name.toLowerCase(), value]));

// Only the names of the route's own path: the gateway adds `proxy`, which is nobody's input.
const pathOf = ({ pathParameters = {} }: GatewayEvent, path: Route["path"]) =>
  Object.fromEntries(
    namesIn(path).map((name) => {
      const value = pathParameters[name] ?? "";
      if (pathValue.test(value)) return [name, value];
      return refuse("invalid", "request.malformed", "The path holds what no id holds", {
        faults: [{ path: name, message: "Letters, digits and . _ ~ - only" }],
      });
    }),
  );

function queryOf(raw: string): Record<string, string> {
  const entries = [...new URLSearchParams(raw)];
  const names = entries.map(([name]) => name);
  const twice = names.filter((name, i) => names.indexOf(name) !== i);
  if (twice.length > 0)
    refuse("invalid", "request.duplicate-query", "A query parameter is given twice", {
      faults: [...new Set(twice)].map((path) => ({ path, message: "Give it once" })),
    });
  return Object.fromEntries(entries);
}

const cookiesOf = (cookies: readonly string[]) =>
  Object.fromEntries(
    cookies.map((cookie) => {
      const at = cookie.indexOf("=");
      return at < 0 ? ["", cookie.trim()] : [cookie.slice(0, at).trim(), cookie.slice(at + 1).trim()];
    }),
  );

function bodyOf({ body = "", isBase64Encoded }: GatewayEvent): Buffer {
  const encoding = isBase64Encoded ? "base64" : "utf8";
  if (Buffer.byteLength(body, encoding) > mostBytes)
    refuse(
      "too-large",
      "request.too-large",
      "The body is larger than 5 MB; what is larger is uploaded as a file",
    );
  return Buffer.from(body, encoding);
}
