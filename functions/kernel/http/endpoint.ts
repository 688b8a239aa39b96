import type { Caller } from "#functions/kernel/actor.ts";
import { grantsOf } from "#functions/kernel/auth/permissions.ts";
import { refuseToken } from "#functions/kernel/auth/token-verifier.ts";
import { act } from "#functions/kernel/http/act.ts";
import { commandOf, idempotencyKeyOf } from "#functions/kernel/http/command.ts";
import { refuseCrossSite } from "#functions/kernel/http/cross-origin.ts";
import {
  type Exchange,
  exchangeOf,
  type GatewayEvent,
  type GatewayReply,
} from "#functions/kernel/http/exchange.ts";
import { inputReader, type ReadInput } from "#functions/kernel/http/input.ts";
import { whitelist } from "#functions/kernel/http/output.ts";
import { countIn } from "#functions/kernel/http/rate-limit.ts";
import { replyOf } from "#functions/kernel/http/reply.ts";
import { headersOf, requestOf } from "#functions/kernel/http/request.ts";
import type { HttpRequest } from "#functions/kernel/http/route.ts";
import type { Wired } from "#functions/kernel/http/wired.ts";
import type { Bucket } from "#functions/kernel/limits/limiter.ts";

export type Endpoint = (event: GatewayEvent) => Promise<GatewayReply>;

/** One request to one route, once it is known to which. */
interface Visit extends Wired {
  readonly event: GatewayEvent;
  readonly exchange: Exchange;
  readonly headers: HttpRequest["headers"];
  readonly read: ReadInput;
}

/** What has been read of a request once it is let in. */
interface Reading {
  readonly request: HttpRequest;
  readonly input: unknown;
  readonly caller: Caller;
  /** The caller named the command by a key of their own. */
  readonly isResendable: boolean;
}

/** Joins an operation to HTTP: authenticate, count, parse, authorise, run, and only the declared output fields out. */
export function endpoint(wired: Wired): Endpoint {
  const { gate, route } = wired;
  const { permission, name } = route.operation;
  const serve = permission === "public" ? servePublic : serveSignedIn;
  const read = inputReader(route);
  return async (event) => {
    const headers = headersOf(event);
    const exchange = exchangeOf(event);
    exchange.operation = name;
    refuseCrossSite(event.requestContext.http.method, headers, gate.origins);
    return serve({ ...wired, event, exchange, headers, read });
  };
}

function servePublic(visit: Visit): Promise<GatewayReply> {
  const { gate, route, event, run } = visit;
  const buckets = route.unlimited ? [] : [gate.addressBucket(event.requestContext.http.sourceIp)];
  return counted(visit, buckets, async () => {
    const { request, caller, input } = reading(visit);
    return replied(visit, request, await run(caller, input));
  });
}

async function serveSignedIn(visit: Visit): Promise<GatewayReply> {
  const { gate, route, exchange, headers, permissions } = visit;
  const claims = await gate.verifyToken(bearerOf(headers));
  exchange.tenantId = claims.tenant;
  return gate.asTenant(claims.tenant, async () => {
    const { plan, ...rights } = await gate.findRights(claims, route.operation.sensitive === true);
    const identity = {
      tenantId: claims.tenant,
      subject: { kind: "user" as const, id: claims.sub },
      sessionId: claims.sid,
      grants: grantsOf(rights.role, permissions),
      ...rights,
    };
    const buckets = route.unlimited ? [] : gate.tenantBuckets(identity, plan);
    return counted(visit, buckets, async () => {
      const { request, input, caller, isResendable } = reading(visit);
      const actor = { ...caller, ...identity };
      return replied(visit, request, await act(visit, { actor, input, isResendable }));
    });
  });
}

function bearerOf({ authorization = "" }: HttpRequest["headers"]): string {
  const [, token] = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization) ?? [];
  return token ?? refuseToken();
}

async function counted(
  { gate, exchange }: Visit,
  buckets: readonly Bucket[],
  work: () => Promise<GatewayReply>,
): Promise<GatewayReply> {
  const settle = await countIn(buckets, gate.takeTicket, exchange);
  try {
    return await work();
  } finally {
    await settle();
  }
}

function reading({ gate, route, event, exchange, headers, read }: Visit): Reading {
  const key = idempotencyKeyOf(headers);
  const request = requestOf(event, route.path);
  const input = read(request);
  const caller = {
    requestId: exchange.requestId,
    address: event.requestContext.http.sourceIp,
    command: commandOf(route.operation.name, input, key, gate.newId),
  };
  return { request, input, caller, isResendable: key !== undefined && route.method !== "GET" };
}

function replied({ gate, route }: Visit, request: HttpRequest, raw: unknown): GatewayReply {
  const { output, sound } = whitelist(route.operation.output, raw);
  if (!sound) {
    const { name } = route.operation;
    gate.log.error("An output is not what its schema says", { operation: name });
    gate.alarm("OutputInvalid");
    // What was committed cannot be taken back: its caller gets what is right of the answer.
    if (route.method === "GET") throw new Error(`The output of ${name} is not what its schema says`);
  }
  return replyOf(route, request, output);
}
