/** A problem that any operation may answer with, because the door or the kernel refuses. */
export interface KernelProblem {
  readonly code: string;
  readonly status: number;
  readonly meaning: string;
  /** Which requests can get it. */
  readonly when: "always" | "signed-in" | "body" | "query" | "write" | "versioned" | "list";
}

const problem = (
  code: string,
  status: number,
  when: KernelProblem["when"],
  meaning: string,
): KernelProblem => ({ code, status, when, meaning });

/** What the kernel refuses, and what it means. Stable: programs may go by the code. */
export const kernelProblems: readonly KernelProblem[] = [
  problem("request.malformed", 400, "always", "A field is missing, wrong or unknown; `errors` names each."),
  problem("request.not-json", 400, "body", "The body is not JSON in UTF-8."),
  problem("request.not-an-object", 400, "body", "The body is JSON, but not an object."),
  problem("request.too-deep", 400, "body", "The body is nested more than a hundred deep."),
  problem("request.unexpected-query", 400, "body", "Input of this request goes into the body."),
  problem("request.unexpected-body", 400, "query", "Input of this request goes into the query."),
  problem("request.duplicate-query", 400, "query", "A query parameter is given twice."),
  problem("request.cursor-invalid", 400, "list", "The cursor belongs to another list, or to none."),
  problem(
    "request.idempotency-key-malformed",
    400,
    "write",
    "The key is empty, too long, or holds other characters.",
  ),
  problem("request.if-match-malformed", 400, "versioned", "If-Match takes one entity tag, as ETag gave it."),
  problem(
    "auth.invalid-token",
    401,
    "signed-in",
    "There is no access token, or it is not, or no longer, valid.",
  ),
  problem("auth.not-allowed", 403, "signed-in", "The caller's role does not reach this."),
  problem(
    "tenants.pending-verification",
    403,
    "signed-in",
    "The organisation's e-mail address is not verified yet.",
  ),
  problem("tenants.suspended", 403, "signed-in", "The organisation is suspended."),
  problem("tenants.closed", 403, "signed-in", "The organisation is closed."),
  problem("request.cross-site", 403, "write", "Another site's page made a browser send this."),
  problem("request.no-such-path", 404, "always", "There is nothing at this path."),
  problem("request.method-not-allowed", 405, "always", "The path takes other methods; `Allow` names them."),
  problem(
    "request.stale",
    412,
    "versioned",
    "It has changed since the version that If-Match names: read it again.",
  ),
  problem(
    "request.too-large",
    413,
    "body",
    "The body is larger than 5 MB. What is larger is uploaded as a file.",
  ),
  problem("request.unsupported-media-type", 415, "body", "The body is to be application/json."),
  problem(
    "request.idempotency-key-reused",
    422,
    "write",
    "The key was used for another request within seven days.",
  ),
  problem("request.too-many", 429, "always", "Too many requests; `Retry-After` says how long to wait."),
  problem("kernel.internal", 500, "always", "A fault of ours. It has been reported; quote the request id."),
  problem(
    "kernel.busy",
    503,
    "write",
    "Too many changes to one thing at the same time. Try again in a moment.",
  ),
];
