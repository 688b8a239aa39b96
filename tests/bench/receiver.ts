import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";

/** A webhook as it arrived, and when. */
export interface Arrival {
  readonly type: string;
  /** Milliseconds from the fact that it tells of. */
  readonly ageMs: number;
}

export interface Receiver {
  /** `host:port`. */
  readonly address: string;
  /** Verifies what comes from now on with this secret, and gathers it. */
  readonly listen: (secret: string) => readonly Arrival[];
  readonly close: () => Promise<void>;
}

/** Listens for webhooks on a free port of the loopback address. One whose signature is wrong is not gathered. */
export async function openReceiver(): Promise<Receiver> {
  let hear: (body: string, headers: Record<string, string>, at: number) => void = () => {};
  const server = createServer(async (request, response) => {
    const at = Date.now();
    const body = await text(request);
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
    response.writeHead(204).end();
    hear(body, Object.fromEntries(headers), at);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  const port = typeof bound === "object" && bound ? bound.port : 0;
  return {
    address: `127.0.0.1:${port}`,
    listen: (secret) => {
      const arrivals: Arrival[] = [];
      const webhook = new Webhook(secret);
      hear = (body, headers, at) => {
        webhook.verify(body, headers);
        const { type, timestamp }: { type: string; timestamp: string } = JSON.parse(body);
        arrivals.push({ type, ageMs: at - Date.parse(timestamp) });
      };
      return arrivals;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
