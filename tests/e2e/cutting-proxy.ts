import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

/** Before a call leaves, or after it was carried out and before its answer is heard. */
export type Moment = "before" | "after";

interface Cut {
  /** Which of the calls, from 1. */
  readonly call: number;
  readonly moment: Moment;
  /** What happens then; the caller hears nothing more. */
  readonly kill: () => void;
}

/** Stands between a function and the services it calls, and cuts the line at one of the calls. */
export async function startCuttingProxy(endpoint: string, { call, moment, kill }: Cut) {
  let calls = 0;
  const server = createServer(async (incoming, outgoing) => {
    calls += 1;
    const isCut = calls === call;
    if (isCut && moment === "before") return kill();
    const answered = await passOn(endpoint, incoming);
    if (isCut) return kill();
    answer(answered, outgoing);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    calls: () => calls,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Answered {
  readonly message: IncomingMessage;
  readonly body: Buffer;
}

async function passOn(endpoint: string, incoming: IncomingMessage): Promise<Answered> {
  const { method, headers, url = "/" } = incoming;
  const sent = request(new URL(url, endpoint), { method, headers });
  incoming.pipe(sent);
  const [message] = (await once(sent, "response")) as [IncomingMessage];
  return { message, body: Buffer.concat(await Array.fromAsync(message)) };
}

function answer({ message: { statusCode = 500, headers }, body }: Answered, outgoing: ServerResponse): void {
  outgoing.writeHead(statusCode, headers);
  outgoing.end(body);
}
