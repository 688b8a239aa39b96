import * as z from "zod";
import type { Outcome } from "#local/runtime/functions.ts";

/** What the gateway sends to the caller. */
export interface GatewayReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Buffer | string;
}

const resultSchema = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  cookies: z.array(z.string()).default([]),
  body: z.string().default(""),
  isBase64Encoded: z.boolean().default(false),
});

/** A message of the gateway's own. */
export const gatewayMessage = (status: number, message: string): GatewayReply => ({
  status,
  headers: { "content-type": "application/json" },
  cookies: [],
  body: JSON.stringify({ message }),
});

const broken = gatewayMessage(500, "Internal Server Error");

/** Reads a function's answer as payload format 2.0 does: with a `statusCode` it is a response, else it is the body. */
export function replyOf(outcome: Outcome): GatewayReply {
  if (!outcome.ok) return broken;
  const { payload } = outcome;
  if (typeof payload === "object" && payload !== null && "statusCode" in payload) return structured(payload);
  const body = typeof payload === "string" ? payload : JSON.stringify(payload);
  return { status: 200, headers: { "content-type": "application/json" }, cookies: [], body };
}

function structured(payload: object): GatewayReply {
  const { data } = resultSchema.safeParse(payload);
  if (!data) return broken;
  const headers = Object.fromEntries(
    Object.entries(data.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  return {
    status: data.statusCode,
    headers: data.body === "" ? headers : { "content-type": "text/plain;charset=UTF-8", ...headers },
    cookies: data.cookies,
    body: data.isBase64Encoded ? Buffer.from(data.body, "base64") : data.body,
  };
}
