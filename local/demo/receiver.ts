import { createServer, type IncomingMessage } from "node:http";
import { Webhook } from "standardwebhooks";

/** Where a tenant's own program would listen for webhooks. */
export interface Receiver {
  readonly url: string;
  /** Tells the secret that deliveries are signed with; what came before is checked then. */
  readonly trust: (secret: string) => void;
  /** Distinct messages so far, by their `webhook-id`. */
  readonly messages: () => readonly Message[];
  readonly stop: () => Promise<void>;
}

export interface Message {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly verified: boolean;
}

interface Delivery {
  readonly headers: Record<string, string>;
  readonly body: string;
}

const headerNames = ["webhook-id", "webhook-timestamp", "webhook-signature"];

/**
 * Listens on loopback and verifies every delivery with the `standardwebhooks` package.
 * @throws Error that says so when somebody else listens there.
 */
export async function startReceiver(port: number): Promise<Receiver> {
  const deliveries = new Map<string, Delivery>();
  const checked = new Map<string, Message>();
  let webhook: Webhook | undefined;

  const check = (id: string, delivery: Delivery): void => {
    if (webhook) checked.set(id, read(webhook, id, delivery));
  };
  const server = createServer((request, response) => {
    receive(request).then(
      (delivery) => {
        const id = delivery.headers["webhook-id"] ?? "";
        deliveries.set(id, delivery);
        check(id, delivery);
        response.writeHead(204).end();
      },
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    const taken = (cause: Error) =>
      reject(new Error(`Port ${port} is taken, where the demo listens for webhooks`, { cause }));
    server.once("error", taken).listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${port}/webhooks`,
    trust: (secret) => {
      webhook = new Webhook(secret);
      for (const [id, delivery] of deliveries) check(id, delivery);
    },
    messages: () => [...checked.values()],
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function receive(request: IncomingMessage): Promise<Delivery> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const headers = Object.fromEntries(headerNames.map((name) => [name, String(request.headers[name] ?? "")]));
  return { headers, body: Buffer.concat(chunks).toString("utf8") };
}

function read(webhook: Webhook, id: string, { headers, body }: Delivery): Message {
  const { type, data } = JSON.parse(body);
  try {
    webhook.verify(body, headers);
    return { id, type, data, verified: true };
  } catch {
    return { id, type, data, verified: false };
  }
}
