import type { Context } from "aws-lambda";
import type { GatewayEvent, GatewayReply } from "#functions/kernel/http/exchange.ts";

/** A request as a test writes it down. */
export interface Call {
  readonly method?: string;
  readonly path: string;
  /** As it stands in the URL after `?`. */
  readonly query?: string;
  /** Sent as JSON with its content type, unless it is text or bytes. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly sourceIp?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly text: string;
  // What a test knows of a body it states by what it expects of it.
  readonly json: ReturnType<JSON["parse"]>;
}

let requests = 0;

/** The event that an HTTP API makes of a request (payload format 2.0). */
function gatewayEvent(call: Call): GatewayEvent {
  const { method = "GET", path, query = "", body, headers = {}, cookies = [], sourceIp = "192.0.2.1" } = call;
  requests += 1;
  const isJson = body !== undefined && typeof body !== "string" && !Buffer.isBuffer(body);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: query,
    headers: { ...(isJson && { "content-type": "application/json" }), ...headers },
    ...(cookies.length > 0 && { cookies: [...cookies] }),
    ...(body !== undefined && { body: textOf(body) }),
    isBase64Encoded: Buffer.isBuffer(body),
    requestContext: {
      accountId: "1",
      apiId: "api",
      domainName: "api.test",
      domainPrefix: "api",
      http: { method, path, protocol: "HTTP/1.1", sourceIp, userAgent: "test" },
      requestId: `req-${requests}`,
      routeKey: "$default",
      stage: "$default",
      time: "20/Nov/2026:06:00:00 +0000",
      timeEpoch: 0,
    },
  };
}

const textOf = (body: unknown): string => {
  if (Buffer.isBuffer(body)) return body.toString("base64");
  return typeof body === "string" ? body : JSON.stringify(body);
};

export type Handler = (event: GatewayEvent, context: Context) => Promise<GatewayReply>;

/** Calls a function's handler as the gateway would. */
export const caller =
  (handler: Handler) =>
  async (call: Call): Promise<Answer> => {
    const context = { getRemainingTimeInMillis: () => 20_000 } as Context;
    const {
      statusCode = 0,
      headers = {},
      cookies = [],
      body = "",
    } = await handler(gatewayEvent(call), context);
    const isJson = String(headers["content-type"] ?? "").includes("json");
    return {
      status: statusCode,
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      cookies,
      text: body,
      json: isJson && body !== "" ? JSON.parse(body) : undefined,
    };
  };
