import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AwsHead, Service, StreamingService } from "#local/services/service.ts";

interface EndpointOptions {
  /** Services that read and write their own streams, by signing name. */
  readonly streaming?: Readonly<Record<string, StreamingService>>;
  /** A free one when absent. */
  readonly port?: number;
  /** Told of each fault of ours; the caller gets a 500. */
  readonly onFault?: (error: unknown, head: AwsHead) => void;
}

export interface Endpoint {
  /** What `AWS_ENDPOINT_URL` names. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

type Services = Readonly<Record<string, Service>>;

// The largest body of a call that is not S3's: a DynamoDB batch of 16 MB.
const largestBody = 20 * 2 ** 20;

/** Serves the AWS services on one loopback address; the signature's scope says which one is meant. */
export async function startEndpoint(services: Services, options: EndpointOptions = {}): Promise<Endpoint> {
  const { streaming = {}, port = 0, onFault = (error) => console.error(error) } = options;
  const server = createServer((request, response) => {
    const head = headOf(request);
    dispatch(head, request, response).catch((error: unknown) => {
      // The caller went away in the middle: nobody's fault, and nobody to answer.
      if (request.socket.destroyed) return;
      onFault(error, head);
      fail(response, error);
    });
  });
  const dispatch = async (head: AwsHead, request: IncomingMessage, response: ServerResponse) => {
    const stream = streaming[head.service];
    if (stream) return stream(head, request, response);
    const service = services[head.service];
    if (!service)
      return refuse(response, 501, "NotImplemented", `The local cloud has no service "${head.service}"`);
    const body = await bodyOf(request);
    if (!body) return refuse(response, 413, "RequestEntityTooLarge", "The body is larger than any call's");
    const reply = await service({ ...head, body });
    response.writeHead(reply.status, { ...reply.headers, "content-length": Buffer.byteLength(reply.body) });
    response.end(reply.body);
  };
  // An SDK keeps its connections; closing an idle one would race with its next call.
  server.keepAliveTimeout = 0;
  // A large upload over a slow line takes as long as it takes.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  const bound = typeof address === "object" && address ? address.port : port;
  return { url: `http://127.0.0.1:${bound}`, stop: () => stop(server) };
}

const stop = (server: ReturnType<typeof createServer>) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

function headOf(request: IncomingMessage): AwsHead {
  const [path = "/", search = ""] = splitOnce(request.url ?? "/", "?");
  const query = new URLSearchParams(search);
  const headers: Record<string, string> = {};
  for (const name in request.headers) headers[name] = String(request.headers[name]);
  const signed = /Credential=([^,\s]+)/.exec(headers["authorization"] ?? "")?.[1];
  const scope = signed ?? query.get("X-Amz-Credential");
  // Only S3 is ever called without a signature: by browsers, before and after a redirect.
  const [accessKeyId, , region = "", service = "s3"] = scope?.split("/") ?? [];
  return { service, region, accessKeyId, method: request.method ?? "GET", path, query, headers };
}

function splitOnce(text: string, by: string): [string, string] {
  const at = text.indexOf(by);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > largestBody) return undefined;
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else refuse(response, 500, "InternalFailure", error instanceof Error ? error.message : String(error));
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1", "x-amzn-errortype": code });
  response.end(JSON.stringify({ __type: code, message }));
}
