import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { Usage } from "#functions/kernel/limits/limiter.ts";

export type GatewayEvent = APIGatewayProxyEventV2;
export type GatewayReply = APIGatewayProxyStructuredResultV2;

/** What is learned about a request on its way, for its log line and its reply's headers. Holds nothing personal. */
export interface Exchange {
  readonly requestId: string;
  readonly startedAt: number;
  operation?: string;
  tenantId?: string;
  usages: readonly Usage[];
}

const exchanges = new WeakMap<GatewayEvent, Exchange>();

export function openExchange(event: GatewayEvent, startedAt: number): Exchange {
  const exchange = { requestId: event.requestContext.requestId, startedAt, usages: [] };
  exchanges.set(event, exchange);
  return exchange;
}

export function exchangeOf(event: GatewayEvent): Exchange {
  return exchanges.get(event) ?? openExchange(event, Date.now());
}
