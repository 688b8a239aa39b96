import { refuse } from "#functions/kernel/errors/app-error.ts";

type Headers = Readonly<Record<string, string>>;

const safe = new Set(["GET", "HEAD", "OPTIONS"]);
const exposed = "etag, location, ratelimit, ratelimit-policy, retry-after, x-request-id";
const accepted = "authorization, content-type, idempotency-key, if-match, if-none-match";
const preflightSeconds = 7200;

/**
 * The origins whose pages may call the API: the stamp's own, and those it is configured with (commas between them).
 * Fails for an address that is not on the web: browsers call the origin of such, and of any sandboxed frame, `null`.
 */
export const originsOf = (publicUrl: string, configured = ""): ReadonlySet<string> =>
  new Set([publicUrl, ...configured.split(",").filter(Boolean)].map((url) => webOrigin(url.trim())));

function webOrigin(url: string): string {
  const { origin } = new URL(url);
  if (origin === "null") throw new Error(`${url} has no origin that pages could be told by`);
  return origin;
}

/** What the Fetch standard wants in a reply to another origin's page. */
export function corsHeaders(headers: Headers, origins: ReadonlySet<string>): Record<string, string> {
  const { origin = "" } = headers;
  const vary = { vary: "origin" };
  if (!origins.has(origin)) return vary;
  return {
    ...vary,
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": exposed,
  };
}

/** What a preflight asks for beside that. */
export const preflightHeaders = (allow: readonly string[]): Record<string, string> => ({
  "access-control-allow-methods": allow.join(", "),
  "access-control-allow-headers": accepted,
  "access-control-max-age": String(preflightSeconds),
});

/**
 * Refuses a write that another site's page makes a browser send with what the browser keeps for us (cookies). A request
 * with an `Authorization` header cannot be such a one: no browser adds that by itself. Programs send neither of the two
 * headers that are looked at.
 * @throws AppError `request.cross-site`.
 */
export function refuseCrossSite(method: string, headers: Headers, origins: ReadonlySet<string>): void {
  if (safe.has(method) || headers["authorization"] !== undefined) return;
  const site = headers["sec-fetch-site"] ?? "none";
  if (site === "same-origin") return;
  const { origin } = headers;
  const trusted = origin === undefined ? site === "none" : origins.has(origin);
  if (!trusted) refuse("forbidden", "request.cross-site", "This request comes from another site's page");
}
