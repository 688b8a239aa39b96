import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { buffer } from "node:stream/consumers";

/** An AWS call that a function has made. */
export interface AwsCall {
  /** As in `dynamodb` or `sts`. */
  readonly service: string;
  /** `X-Amz-Target`; empty for protocols without it. */
  readonly target: string;
  readonly body: Buffer;
  readonly begun: number;
  readonly ended: number;
}

export interface Wiretap {
  /** What `AWS_ENDPOINT_URL` is to whom is listened to. */
  readonly url: string;
  /** The calls since this was asked last. */
  readonly taken: () => readonly AwsCall[];
  readonly close: () => Promise<void>;
}

/** Stands between a function and the loopback endpoint and writes down what passes. */
export async function tap(endpointUrl: string): Promise<Wiretap> {
  const agent = new Agent({ keepAlive: true });
  let calls: AwsCall[] = [];
  const server = createServer((request, response) => {
    const begun = performance.now();
    pass(request, response, new URL(request.url ?? "/", endpointUrl), agent).then(
      (body) => calls.push({ ...headOf(request), body, begun, ended: performance.now() }),
      () => response.destroy(),
    );
  });
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The wiretap has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    taken: () => {
      const taken = calls;
      calls = [];
      return taken;
    },
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function pass(from: IncomingMessage, to: ServerResponse, url: URL, agent: Agent): Promise<Buffer> {
  const body = await buffer(from);
  const onward = httpRequest(url, { agent, method: from.method, headers: from.headers });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    onward.once("response", resolve).once("error", reject);
  });
  onward.end(body);
  const reply = await answered;
  const content = await buffer(reply);
  to.writeHead(reply.statusCode ?? 502, reply.headers).end(content);
  return body;
}

function headOf({ headers }: IncomingMessage): Pick<AwsCall, "service" | "target"> {
  const [, service = "s3"] =
    /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? "") ?? [];
  return { service, target: String(headers["x-amz-target"] ?? "") };
}

/** How many of the calls had to wait for one another: the longest chain in which each began after the one before had ended. */
export function sequentialTrips(calls: readonly AwsCall[]): number {
  let trips = 0;
  let free = Number.NEGATIVE_INFINITY;
  for (const { begun, ended } of calls.toSorted((a, b) => a.ended - b.ended)) {
    if (begun < free) continue;
    trips += 1;
    free = ended;
  }
  return trips;
}
