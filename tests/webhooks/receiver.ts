import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Somebody's server on this machine that takes webhooks; it answers 204 unless told otherwise. */
export async function startReceiver(
  answer: (response: ServerResponse, count: number, path: string) => void = (response) => {
    response.writeHead(204).end();
  },
  wantedPort = 0,
) {
  const received: Received[] = [];
  const countAt = (path: string) => received.filter((one) => one.path === path).length;
  const waiting: { readonly path: string; readonly count: number; readonly go: () => void }[] = [];
  const server = createServer(async (request, response) => {
    const path = request.url ?? "";
    let body = "";
    for await (const chunk of request) body += chunk;
    received.push({ path, headers: request.headers, body });
    answer(response, received.length, path);
    for (const { path: wanted, count, go } of waiting) if (countAt(wanted) >= count) go();
  }).listen(wantedPort, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    received,
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/hook`,
    /** Until so many have come to the path. */
    arrivedAt: (path: string, count: number) =>
      new Promise<void>((go) => {
        if (countAt(path) >= count) go();
        else waiting.push({ path, count, go });
      }),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
