import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import * as z from "zod";
import type { Provider, Resource } from "#local/resource.ts";
import type { Functions } from "#local/runtime/functions.ts";
import { type GatewayReply, gatewayMessage, replyOf } from "./reply.ts";
import { decodedPath, type GatewayRequest, requestEvent } from "./request-event.ts";
import { type GatewayRoute, routeTable } from "./route-table.ts";

// Limits of HTTP APIs: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
const MAX_BODY = 10 * 1024 * 1024;
const TIMEOUT_MS = 30_000;

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface HttpApis extends Provider {
  readonly ids: () => readonly string[];
  /** Serves one of the APIs that the stacks declare. Call it once all resources are defined. */
  readonly serve: (apiId: string) => RequestHandler;
}

interface HttpApisSettings {
  readonly functions: Functions;
  readonly clock?: () => Date;
  readonly timeoutMs?: number;
}

const integrationSchema = z.object({
  IntegrationType: z.literal("AWS_PROXY"),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal("2.0"),
});
const routeSchema = z.object({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string().startsWith("integrations/"),
});
// The kernel answers preflights, and another stage than `$default` would lead every path.
const apiSchema = z.object({ ProtocolType: z.literal("HTTP"), CorsConfiguration: z.undefined().optional() });
const stageSchema = z.object({ StageName: z.literal("$default") });

/** API Gateway's HTTP APIs: the routes, integrations and stages of the stacks. */
export function httpApis(settings: HttpApisSettings): HttpApis {
  const ids: string[] = [];
  const integrations = new Map<string, string>();
  const routes: z.infer<typeof routeSchema>[] = [];
  const define: Readonly<Record<string, (resource: Resource) => void>> = {
    "AWS::ApiGatewayV2::Api": ({ name, properties }) => {
      apiSchema.parse(properties);
      ids.push(name);
    },
    "AWS::ApiGatewayV2::Integration": ({ name, properties }) => {
      integrations.set(`integrations/${name}`, integrationSchema.parse(properties).IntegrationUri);
    },
    "AWS::ApiGatewayV2::Route": ({ properties }) => {
      routes.push(routeSchema.parse(properties));
    },
    "AWS::ApiGatewayV2::Stage": ({ properties }) => {
      stageSchema.parse(properties);
    },
  };
  const routeOf = ({ RouteKey: key, Target }: z.infer<typeof routeSchema>): GatewayRoute => {
    const fn = integrations.get(Target);
    if (fn === undefined) throw new Error(`The route ${key} has no integration`);
    return { key, fn };
  };
  return {
    types: Object.keys(define),
    define: (resource) => define[resource.type]?.(resource),
    ids: () => ids,
    serve: (apiId) => serve(apiId, routes.filter(({ ApiId }) => ApiId === apiId).map(routeOf), settings),
  };
}

function serve(
  apiId: string,
  routes: readonly GatewayRoute[],
  { functions, clock = () => new Date(), timeoutMs = TIMEOUT_MS }: HttpApisSettings,
): RequestHandler {
  const find = routeTable(routes);
  const replyTo = async (request: GatewayRequest, requestId: string): Promise<GatewayReply> => {
    const path = decodedPath(request.url);
    if (path === undefined) return gatewayMessage(400, "Bad Request");
    const match = find(request.method, path);
    if (!match) return gatewayMessage(404, "Not Found");
    const event = requestEvent(request, path, match, { apiId, requestId, now: clock() });
    const outcome = await inTime(functions.invoke(match.route.fn, event), timeoutMs);
    if (outcome === "late") return gatewayMessage(503, "Service Unavailable");
    if (!outcome.ok && outcome.errorType === "RequestTooLargeException") return tooLarge;
    return replyOf(outcome);
  };
  return async (message, response) => {
    const requestId = randomBytes(12).toString("base64url");
    const body = await bodyOf(message);
    const reply = body ? await replyTo(requestOf(message, body), requestId) : tooLarge;
    send(reply, requestId, response, body === undefined);
  };
}

const tooLarge = gatewayMessage(413, "Request Entity Too Large");

async function inTime<T>(work: Promise<T>, limitMs: number): Promise<T | "late"> {
  const { promise: late, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(() => resolve("late"), limitMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

// `undefined` when it is larger than the gateway takes.
async function bodyOf(message: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(message.headers["content-length"] ?? 0) > MAX_BODY) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += chunk.length;
    if (size > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const requestOf = (message: IncomingMessage, body: Buffer): GatewayRequest => ({
  method: message.method ?? "GET",
  url: message.url ?? "/",
  protocol: `HTTP/${message.httpVersion}`,
  headers: message.headers,
  body,
  sourceIp: message.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "",
  port: message.socket.localPort ?? 0,
});

const hopByHop = new Set(["connection", "content-length", "keep-alive", "transfer-encoding", "upgrade"]);

function send(
  { status, headers, cookies, body }: GatewayReply,
  requestId: string,
  response: ServerResponse,
  close: boolean,
): void {
  for (const [name, value] of Object.entries(headers))
    if (!hopByHop.has(name)) response.setHeader(name, value);
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  response.setHeader("apigw-requestid", requestId);
  // What is left of a body that is too large is not worth reading.
  if (close) response.setHeader("connection", "close");
  const bodiless = status === 204 || status === 304;
  response.writeHead(status, bodiless ? {} : { "content-length": Buffer.byteLength(body) });
  response.end(bodiless ? undefined : body);
}
