import { mkdirSync, readdirSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Authorize, allowAll, permit } from "#local/services/authorize.ts";
import { AwsError } from "#local/services/aws-error.ts";
import type { Clock } from "#local/services/clock.ts";
import { type Buckets, openBuckets } from "#local/services/s3/bucket.ts";
import { addressOf, type S3Call, type S3Reply } from "#local/services/s3/call.ts";
import { corsHeaders, preflight } from "#local/services/s3/cors.ts";
import { type Objects, openObjects } from "#local/services/s3/objects.ts";
import { isPresigned, verifyPresigned } from "#local/services/s3/presigned.ts";
import { routes, type S3Router } from "#local/services/s3/routes.ts";
import { openUploads, type Uploads } from "#local/services/s3/uploads.ts";
import type { AwsHead, StreamingService } from "#local/services/service.ts";
import { xml } from "#local/services/xml.ts";
import type { Store } from "#local/store.ts";

interface S3Options {
  readonly store: Store;
  /** Folder of the objects' bytes; made when it is not there. */
  readonly folder: string;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly secretOf: (accessKeyId: string) => string | undefined;
  readonly authorize?: Authorize;
}

export interface S3 {
  readonly service: StreamingService;
  readonly buckets: Buckets;
}

/** Amazon S3, path-style: objects are files, all about them stands in the store. */
export function openS3(options: S3Options): S3 {
  const { store, folder, clock, newId } = options;
  mkdirSync(folder, { recursive: true });
  const buckets = openBuckets();
  const objects = openObjects({ store, folder, now: clock.now, newId });
  const uploads = openUploads(store, objects, newId);
  removeStrays(folder, objects, uploads);
  const route = routes(objects, uploads, buckets);
  const service: StreamingService = async (head, request, response) => {
    try {
      await write(response, await answer(options, buckets, route, head, request));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      await write(response, errorReply(error, head, corsOf(buckets, head)));
    }
  };
  return { service, buckets };
}

async function answer(
  options: S3Options,
  buckets: Buckets,
  route: S3Router,
  head: AwsHead,
  request: IncomingMessage,
): Promise<S3Reply> {
  const { bucketName, key } = addressOf(head);
  const bucket = buckets.find(bucketName);
  if (head.method === "OPTIONS") return { status: 200, headers: preflight(bucket, head.headers) };
  if (head.accessKeyId === undefined) throw new AwsError("AccessDenied", "Access Denied", 403);
  if (isPresigned(head)) verifyPresigned(head, { secretOf: options.secretOf, now: options.clock.now() });
  const { authorize = allowAll } = options;
  const { accessKeyId, method, query } = head;
  const call: S3Call = {
    bucket,
    key,
    method,
    query,
    headers: headersOf(head),
    request,
    permit: (action, resource = `${bucket.arn}/${key}`, context = {}) =>
      permit(authorize, { accessKeyId, action, resource, context }, "AccessDenied"),
    mayOnBucket: (action) => authorize({ accessKeyId, action, resource: bucket.arn }),
  };
  const reply = await route(call)(call);
  return { ...reply, headers: { ...corsHeaders(bucket, method, head.headers), ...reply.headers } };
}

// A presigned URL may carry `x-amz-*` headers in its query.
function headersOf({ headers, query }: AwsHead): Readonly<Record<string, string>> {
  const hoisted = [...query].map(([name, value]) => [name.toLowerCase(), value] as const);
  return { ...Object.fromEntries(hoisted.filter(([name]) => name.startsWith("x-amz-"))), ...headers };
}

// Files that no object and no part names: of a process that ended while it wrote.
function removeStrays(folder: string, objects: Objects, uploads: Uploads): void {
  const known = new Set([...objects.table.all().map(({ file }) => file), ...uploads.files()]);
  for (const file of readdirSync(folder)) if (!known.has(file)) rmSync(join(folder, file), { force: true });
}

function corsOf(buckets: Buckets, head: AwsHead): Readonly<Record<string, string>> {
  try {
    return corsHeaders(buckets.find(addressOf(head).bucketName), head.method, head.headers);
  } catch {
    return {};
  }
}

function errorReply({ code, message, status }: AwsError, head: AwsHead, cors: S3Reply["headers"]): S3Reply {
  const headers = { ...cors, "content-type": "application/xml" };
  if (head.method === "HEAD") return { status, headers };
  return { status, headers, body: xml("Error", { Code: code, Message: message, Resource: head.path }) };
}

async function write(response: ServerResponse, { status, headers = {}, body = "" }: S3Reply): Promise<void> {
  const text = typeof body === "string";
  const length = text && headers["content-length"] === undefined && status !== 204 && status !== 304;
  response.writeHead(status, { ...headers, ...(length && { "content-length": Buffer.byteLength(body) }) });
  if (text) response.end(body);
  else await pipeline(body, response);
}
