import { createReadStream } from "node:fs";
import { AwsError } from "#local/services/aws-error.ts";
import { type S3Action, type S3Call, type S3Reply, versionHeaders } from "#local/services/s3/call.ts";
import type { ObjectVersion } from "#local/services/s3/object-table.ts";
import type { Objects } from "#local/services/s3/objects.ts";
import { xml } from "#local/services/xml.ts";

/** The object of a call. Whoever may not list the bucket is not told that a key does not exist, as on AWS. */
export function found(objects: Objects, call: S3Call): ObjectVersion {
  const { bucket, key, query } = call;
  const object = objects.find(bucket, key, query.get("versionId") ?? undefined);
  if (object) return object;
  if (!call.mayOnBucket("s3:ListBucket")) throw new AwsError("AccessDenied", "Access Denied", 403);
  throw query.has("versionId")
    ? new AwsError("NoSuchVersion", "The specified version does not exist.", 404)
    : new AwsError("NoSuchKey", "The specified key does not exist.", 404);
}

/** GetObject and HeadObject, with ranges and conditions. */
export const getObject =
  (objects: Objects): S3Action =>
  (call) => {
    call.permit(call.query.has("versionId") ? "s3:GetObjectVersion" : "s3:GetObject");
    const object = found(objects, call);
    const headers = { ...headersOf(object, call), ...overrides(call.query) };
    const unchanged = conditional(object, call.headers);
    if (unchanged) return { status: unchanged, headers: versionHeaders(object) };
    const path = objects.pathOf(object.file);
    const range = rangeOf(call.headers["range"], object.size);
    if (!range)
      return reply(
        call,
        { status: 200, headers: { ...headers, "content-length": String(object.size) } },
        () => createReadStream(path),
      );
    const [start, end] = range;
    const part = {
      "content-length": String(end - start + 1),
      "content-range": `bytes ${start}-${end}/${object.size}`,
    };
    return reply(call, { status: 206, headers: { ...withoutChecksums(headers), ...part } }, () =>
      createReadStream(path, { start, end }),
    );
  };

const reply = ({ method }: S3Call, head: S3Reply, body: () => S3Reply["body"] & {}): S3Reply =>
  method === "HEAD" ? head : { ...head, body: body() };

const isChecksum = (name: string): boolean => name.startsWith("x-amz-checksum-");
const withoutChecksums = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !isChecksum(name)));

function headersOf(object: ObjectVersion, { headers }: S3Call): Record<string, string> {
  const kept =
    headers["x-amz-checksum-mode"] === "ENABLED" ? object.headers : withoutChecksums(object.headers);
  return {
    ...Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== "")),
    ...versionHeaders(object),
    "last-modified": new Date(object.modifiedAt).toUTCString(),
    "accept-ranges": "bytes",
  };
}

// `response-content-type=…` and its like, as a signed URL may ask for.
const overrides = (query: URLSearchParams): Record<string, string> =>
  Object.fromEntries(
    [...query]
      .filter(([name]) => name.startsWith("response-"))
      .map(([name, value]) => [name.slice(9), value]),
  );

// 412 and 304 of RFC 9110 §13.2.2; nothing when the object is to be sent.
function conditional({ etag, modifiedAt }: ObjectVersion, headers: S3Call["headers"]): 304 | undefined {
  const lists = (name: string) => headers[name]?.split(",").map((each) => each.trim().replace(/^W\/|"/g, ""));
  const match = lists("if-match");
  if (match && !match.includes(etag) && !match.includes("*"))
    throw new AwsError(
      "PreconditionFailed",
      "At least one of the pre-conditions you specified did not hold",
      412,
    );
  const noneMatch = lists("if-none-match");
  if (noneMatch) return noneMatch.includes(etag) || noneMatch.includes("*") ? 304 : undefined;
  const since = Date.parse(headers["if-modified-since"] ?? "");
  return Math.floor(modifiedAt / 1000) * 1000 <= since ? 304 : undefined;
}

/** First and last byte; a range that is no single byte range is passed over (RFC 9110 §14.2). */
function rangeOf(range: string | undefined, size: number): [number, number] | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return undefined;
  const start = first === "" ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (start >= size || end < start)
    throw new AwsError("InvalidRange", "The requested range is not satisfiable", 416);
  return [start, end];
}

export const getRetention =
  (objects: Objects): S3Action =>
  (call) => {
    call.permit("s3:GetObjectRetention");
    const { retention } = found(objects, call);
    if (!retention)
      throw new AwsError(
        "NoSuchObjectLockConfiguration",
        "The specified object does not have a ObjectLock configuration",
        404,
      );
    const RetainUntilDate = new Date(retention.until).toISOString();
    return { status: 200, body: xml("Retention", { Mode: retention.mode, RetainUntilDate }) };
  };
