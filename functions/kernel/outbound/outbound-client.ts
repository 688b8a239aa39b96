import { Agent, type Dispatcher } from "undici";
import { guardedConnect } from "#functions/kernel/outbound/guarded-connect.ts";
import {
  type CheckOptions,
  type OutboundCheck,
  outboundCheck,
} from "#functions/kernel/outbound/outbound-check.ts";
import { OutboundError, type OutboundFault } from "#functions/kernel/outbound/outbound-error.ts";
import { parseOutboundUrl } from "#functions/kernel/outbound/outbound-url.ts";
import { allAddresses } from "#functions/kernel/outbound/public-lookup.ts";

export interface OutboundOptions extends CheckOptions {
  /** For a whole call, from the name to the last byte. Default 15 s. */
  readonly timeoutMs?: number;
  /** At most so much of an answer is read. Default 20,000. */
  readonly maxBytes?: number;
  readonly ca?: string;
}

export interface OutboundAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** As it came, never decompressed, cut at `maxBytes`. */
  readonly body: Buffer;
}

/** The one way to an address that a tenant gave. */
export interface Outbound extends OutboundCheck {
  /**
   * Posts, and gives whatever answer comes: a redirect is an answer like others and is not followed. The address is
   * checked when connecting, and is the one connected to.
   * @throws OutboundError
   */
  readonly post: (
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
  ) => Promise<OutboundAnswer>;
}

const maxHeaderBytes = 16_384;

export function outboundClient(options: OutboundOptions): Outbound {
  const { allow, timeoutMs = 15_000, maxBytes = 20_000, resolve = allAddresses, ca } = options;
  const agent = new Agent({
    connect: guardedConnect({ resolve, allow, timeoutMs, ...(ca && { ca }) }),
    // One connection a call: those that a frozen function kept are dead when it wakes.
    pipelining: 0,
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  return {
    ...outboundCheck({ allow, resolve }),
    post: async (text, headers, body) => {
      const url = parseOutboundUrl(text, allow);
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const path = `${url.pathname}${url.search}`;
        const request = { origin: url.origin, path, method: "POST" as const, signal, body };
        const answer = await agent.request({
          ...request,
          headers: { "accept-encoding": "identity", ...headers },
        });
        return await read(answer, maxBytes);
      } catch (error) {
        throw faultOf(error, signal.aborted);
      }
    },
  };
}

async function read(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  maxBytes: number,
): Promise<OutboundAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop destroys the stream, and with it the connection: the rest is never read.
  for await (const chunk of body) {
    chunks.push(Buffer.from(chunk));
    bytes += chunks.at(-1)?.length ?? 0;
    if (bytes >= maxBytes) break;
  }
  const plain = Object.entries(headers).map(([name, value]) => [name, [value ?? ""].flat().join(", ")]);
  return {
    status: statusCode,
    headers: Object.fromEntries(plain),
    body: Buffer.concat(chunks).subarray(0, maxBytes),
  };
}

const faults: readonly (readonly [pattern: RegExp, fault: OutboundFault, message: string])[] = [
  [/(CONNECT|HEADERS|BODY)_TIMEOUT|ETIMEDOUT/, "outbound.timeout", "The call took too long"],
  [/HTTPParserError|HEADERS_OVERFLOW/, "outbound.bad-response", "The answer was not proper HTTP"],
  [/CERT|SSL|TLS|EPROTO|ALTNAME|SELF_SIGNED|UNABLE_TO/, "outbound.tls-failed", "The TLS handshake failed"],
];

function faultOf(error: unknown, timedOut: boolean): OutboundError {
  if (error instanceof OutboundError) return error;
  if (timedOut) return new OutboundError("outbound.timeout", "The call took too long", { cause: error });
  const what = error instanceof Error ? `${error.name} ${"code" in error ? error.code : ""}` : "";
  const [, fault, message] = faults.find(([pattern]) => pattern.test(what)) ?? [];
  return new OutboundError(
    fault ?? "outbound.connection-failed",
    message ?? "The connection could not be made, or broke",
    { cause: error },
  );
}
