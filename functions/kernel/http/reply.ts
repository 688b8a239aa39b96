import { etagOf, isNoneMatch } from "#functions/kernel/http/etag.ts";
import type { GatewayReply } from "#functions/kernel/http/exchange.ts";
import type { AnyRoute, HttpReply, HttpRequest } from "#functions/kernel/http/route.ts";

const versionOf = (output: unknown): number | undefined =>
  typeof output === "object" && output !== null && "version" in output && typeof output.version === "number"
    ? output.version
    : undefined;

/** The reply that a route gives for a whitelisted output. */
export function replyOf(route: AnyRoute, request: HttpRequest, output: unknown): GatewayReply {
  // What the reply takes is the output of this very route's operation.
  const reply: HttpReply = route.reply ? route.reply(output as never) : { body: output };
  const version = route.versioned ? versionOf(output) : undefined;
  const headers = {
    "cache-control": version === undefined ? "no-store" : "private, no-cache",
    ...(version !== undefined && { etag: etagOf(version) }),
    ...reply.headers,
  };
  const status = reply.status ?? route.status;
  if (route.method === "GET" && isUnchanged(request, headers)) return { statusCode: 304, headers };
  return {
    statusCode: status,
    ...bodyOf(status === 204 ? undefined : reply.body, headers),
    ...(reply.cookies && { cookies: [...reply.cookies] }),
  };
}

const isUnchanged = (request: HttpRequest, { etag }: { readonly etag?: string }): boolean => {
  const ifNoneMatch = request.headers["if-none-match"];
  return etag !== undefined && ifNoneMatch !== undefined && isNoneMatch(ifNoneMatch, etag);
};

function bodyOf(body: unknown, headers: Readonly<Record<string, string>>): Omit<GatewayReply, "statusCode"> {
  if (body === undefined) return { headers };
  if (headers["content-type"] === undefined)
    return { headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
  if (Buffer.isBuffer(body)) return { headers, body: body.toString("base64"), isBase64Encoded: true };
  return { headers, body: typeof body === "string" ? body : JSON.stringify(body) };
}
