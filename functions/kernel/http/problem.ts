import { STATUS_CODES } from "node:http";
import { AppError, type RefusalKind } from "#functions/kernel/errors/app-error.ts";
import type { GatewayReply } from "#functions/kernel/http/exchange.ts";

const statusOf: Readonly<Record<RefusalKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  "not-found": 404,
  conflict: 409,
  gone: 410,
  stale: 412,
  "too-large": 413,
  unsupported: 415,
  unprocessable: 422,
  "too-many": 429,
  unavailable: 503,
};

/** The path is known, the method is not one of its own. */
export class MethodNotAllowed extends Error {
  override readonly name = "MethodNotAllowed";
  readonly allow: readonly string[];

  constructor(allow: readonly string[]) {
    super(`Allowed: ${allow.join(", ")}`);
    this.allow = allow;
  }
}

/** Where problems are explained: `type` is this and the code (RFC 9457 §3.1.1). */
export interface ProblemSite {
  readonly publicUrl: string;
  readonly requestId: string;
}

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly more?: object;
}

/** The RFC 9457 reply for an error. Of anything but a refusal the caller learns nothing. */
export function problemOf(error: unknown, { publicUrl, requestId }: ProblemSite): GatewayReply {
  const { status, code, detail, headers, more } = describe(error);
  const type = new URL(`/docs/problems#${code}`, publicUrl).href;
  return {
    statusCode: status,
    headers: { "content-type": "application/problem+json", ...headers },
    body: JSON.stringify({ type, title: STATUS_CODES[status], status, detail, code, requestId, ...more }),
  };
}

function describe(error: unknown): Problem {
  if (error instanceof AppError) return refused(error);
  if (error instanceof MethodNotAllowed)
    return {
      status: 405,
      code: "request.method-not-allowed",
      detail: `This path takes ${error.allow.join(", ")}`,
      headers: { allow: error.allow.join(", ") },
    };
  return { status: 500, code: "kernel.internal", detail: "Something went wrong, and it is our fault" };
}

const refused = ({ kind, code, message, faults, retryAfterSeconds }: AppError): Problem => ({
  status: statusOf[kind],
  code,
  detail: message,
  headers: {
    ...(kind === "unauthenticated" && { "www-authenticate": 'Bearer realm="tenure"' }),
    ...(retryAfterSeconds !== undefined && { "retry-after": String(Math.ceil(retryAfterSeconds)) }),
  },
  more: faults.length > 0 ? { errors: faults } : {},
});
