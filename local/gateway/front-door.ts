import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { RequestHandler } from "./http-api.ts";

/** Answers a request that is its own, such as `/_local/outbox`; `false` leaves it to the next. */
export type LocalPages = (request: IncomingMessage, response: ServerResponse) => boolean;

/** One stamp's public address on this machine. */
export interface FrontDoor {
  readonly url: string;
  /** Until then everything is answered 503. */
  readonly open: (handler: RequestHandler, pages: LocalPages) => void;
  /** Takes no more and lets what runs come to its end for at most `graceMs`. */
  readonly stop: (graceMs: number) => Promise<void>;
}

interface FrontDoorSettings {
  /** 0 for any that is free. */
  readonly port: number;
  readonly onFault: (error: unknown) => void;
}

// HTTP APIs refuse a longer request line and headers, in bytes.
const MAX_HEADERS = 10_240;

/** @throws Error with code `EADDRINUSE` when the port is taken */
export async function openFrontDoor({ port, onFault }: FrontDoorSettings): Promise<FrontDoor> {
  let handle: RequestHandler = async (_, response) => answer(response, 503, "Starting");
  let pages: LocalPages = () => false;
  const server = createServer({ maxHeaderSize: MAX_HEADERS }, (request, response) => {
    // A connection that would stay open for the next request must not hold up the end.
    response.once("close", () => server.listening || setImmediate(() => server.closeIdleConnections()));
    if (pages(request, response)) return;
    handle(request, response).catch((error: unknown) => {
      // A caller that went away while sending is nobody's fault.
      if (!request.destroyed || request.complete) onFault(error);
      if (response.headersSent) response.destroy();
      else answer(response, 500, "Internal Server Error");
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  const bound = typeof address === "object" && address ? address.port : port;
  return {
    url: `http://localhost:${bound}`,
    open: (handler, localPages) => {
      handle = handler;
      pages = localPages;
    },
    stop: async (graceMs) => {
      const { promise: closed, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

function answer(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify({ message }));
}
