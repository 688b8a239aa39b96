import type { MiddlewareObj } from "@middy/core";
import { corsHeaders } from "#functions/kernel/http/cross-origin.ts";
import { exchangeOf, type GatewayEvent, type GatewayReply } from "#functions/kernel/http/exchange.ts";
import type { Gate } from "#functions/kernel/http/gate.ts";
import { problemOf } from "#functions/kernel/http/problem.ts";
import { rateLimitHeaders } from "#functions/kernel/http/rate-limit.ts";
import { headersOf } from "#functions/kernel/http/request.ts";

type Middleware = MiddlewareObj<GatewayEvent, GatewayReply>;
type Handled = Parameters<NonNullable<Middleware["after"]>>[0];

/** Turns what was thrown into a problem reply. */
export const problemDetails = ({ publicUrl }: Pick<Gate, "publicUrl">): Middleware => ({
  onError: (handled) => {
    handled.response = problemOf(handled.error, {
      publicUrl,
      requestId: exchangeOf(handled.event).requestId,
    });
  },
});

// For whatever is not a page: a browser that is made to show it runs nothing of it.
const hardening = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "x-content-type-options": "nosniff",
};

/** Adds to each reply, problems included, what all have in common, and takes a HEAD's body away. */
export function finishReply({ origins }: Pick<Gate, "origins">): Middleware {
  const finish = (handled: Handled) => {
    const { event, response } = handled;
    if (!response) return;
    const { requestId, usages } = exchangeOf(event);
    const { body, isBase64Encoded, ...rest } = response;
    const isHead = event.requestContext.http.method === "HEAD";
    handled.response = {
      ...rest,
      ...(!isHead && body !== undefined && { body, isBase64Encoded: isBase64Encoded ?? false }),
      headers: {
        ...hardening,
        ...corsHeaders(headersOf(event), origins),
        ...rateLimitHeaders(usages),
        "x-request-id": requestId,
        "cache-control": "no-store",
        ...response.headers,
      },
    };
  };
  return { after: finish, onError: finish };
}
