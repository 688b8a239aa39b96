import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Somebody's server on this machine that takes webhooks; it answers 204 unless told otherwise. */
export async function startReceiver(
  answer: (response: ServerResponse, count: number) => void = (response) => {
    response.writeHead(204).end();
  },
  wantedPort = 0,
) {
  const received: Received[] = [];
  const waiting: { readonly count: number; readonly go: () => void }[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers, body });
    answer(response, received.length);
    for (const { count, go } of waiting) if (received.length >= count) go();
  }).listen(wantedPort, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    received,
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/hook`,
    /** Until so many have come. */
    arrived: (count: number) =>
      new Promise<void>((go) => (received.length >= count ? go() : waiting.push({ count, go }))),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
