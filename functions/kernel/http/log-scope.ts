import type { MiddlewareObj } from "@middy/core";
import { AppError } from "#functions/kernel/errors/app-error.ts";
import { told } from "#functions/kernel/errors/told.ts";
import {
  exchangeOf,
  type GatewayEvent,
  type GatewayReply,
  openExchange,
} from "#functions/kernel/http/exchange.ts";
import type { Gate } from "#functions/kernel/http/gate.ts";

type Middleware = MiddlewareObj<GatewayEvent, GatewayReply>;
type Handled = Parameters<NonNullable<Middleware["after"]>>[0];

/** One line per request, with ids and codes and nothing of a person; a fault of ours with its error. */
export function logScope({ log, clock }: Pick<Gate, "log" | "clock">): Middleware {
  const line = ({ event, response, error }: Handled) => {
    const { startedAt, usages: _, ...known } = exchangeOf(event);
    const status = response?.statusCode ?? 500;
    const fields = {
      ...known,
      method: event.requestContext.http.method,
      status,
      milliseconds: clock().getTime() - startedAt,
      ...(error instanceof AppError && { code: error.code }),
    };
    if (status >= 500) log.error("request", { ...fields, error: told(error) });
    else log.info("request", fields);
  };
  return {
    before: ({ event }) => {
      openExchange(event, clock().getTime());
    },
    after: line,
    onError: line,
  };
}
