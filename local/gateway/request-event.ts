import type { IncomingHttpHeaders } from "node:http";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Match } from "./route-table.ts";

/** A request as the gateway has taken it in, its body read. */
export interface GatewayRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly protocol: string;
  /** Lower-case names; a header sent twice holds both values, joined by commas. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly port: number;
}

export interface Arrival {
  readonly apiId: string;
  readonly requestId: string;
  readonly now: Date;
}

/** The path with its percent-encoding undone, as HTTP APIs hand it over; `undefined` when it is malformed. */
export function decodedPath(url: string): string | undefined {
  try {
    return decodeURIComponent(url.split("?", 1)[0] ?? "");
  } catch {
    return undefined;
  }
}

/**
 * The event of payload format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function requestEvent(
  request: GatewayRequest,
  path: string,
  { route, parameters }: Match,
  { apiId, requestId, now }: Arrival,
): APIGatewayProxyEventV2 {
  const rawQueryString = /\?(.*)$/s.exec(request.url)?.[1] ?? "";
  const { cookies, headers } = headersOf(request);
  const domainName = headers["host"] ?? "";
  return {
    version: "2.0",
    routeKey: route.key,
    rawPath: path,
    rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(rawQueryString !== "" && { queryStringParameters: queryOf(rawQueryString) }),
    requestContext: {
      accountId: "anonymous",
      apiId,
      domainName,
      domainPrefix: domainName.split(".")[0] ?? "",
      http: {
        method: request.method,
        path,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headers["user-agent"] ?? "",
      },
      requestId,
      routeKey: route.key,
      stage: "$default",
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(Object.keys(parameters).length > 0 && { pathParameters: parameters }),
    ...bodyOf(request),
  };
}

function headersOf({ headers, sourceIp, port }: GatewayRequest) {
  const { cookie, ...others } = headers;
  const flat = Object.entries(others).map(([name, value]) => [name, String(value)] as const);
  const forwarded = headers["x-forwarded-for"];
  const all: Record<string, string> = {
    ...Object.fromEntries(flat),
    "x-forwarded-for": forwarded === undefined ? sourceIp : `${forwarded}, ${sourceIp}`,
    "x-forwarded-port": String(port),
    "x-forwarded-proto": "http",
  };
  return { cookies: cookie?.split(/;\s*/).filter((one) => one !== "") ?? [], headers: all };
}

// A name given twice holds both values, joined by a comma.
function queryOf(query: string): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query))
    values.set(name, values.has(name) ? `${values.get(name)},${value}` : value);
  return Object.fromEntries(values);
}

function bodyOf({ headers, body }: GatewayRequest): Pick<APIGatewayProxyEventV2, "body" | "isBase64Encoded"> {
  if (body.length === 0) return { isBase64Encoded: false };
  const text = isText(headers["content-type"] ?? "") && headers["content-encoding"] === undefined;
  return { body: body.toString(text ? "utf8" : "base64"), isBase64Encoded: !text };
}

// AWS takes no other type for text, not even `+json` or a form; nor a body without a type.
const isText = (contentType: string): boolean =>
  /^(text\/[^;]*|application\/(json|javascript|xml))\s*(;|$)/i.test(contentType.trim());

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// As in `12/Mar/2020:19:03:58 +0000`.
function commonLogTime(now: Date): string {
  const [date = "", time = ""] = now.toISOString().split("T");
  const [year, month, day] = date.split("-");
  return `${day}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}
