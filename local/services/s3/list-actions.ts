import { AwsError } from "#local/services/aws-error.ts";
import type { S3Action, S3Call } from "#local/services/s3/call.ts";
import type { ObjectVersion } from "#local/services/s3/object-table.ts";
import type { Objects } from "#local/services/s3/objects.ts";
import { xml } from "#local/services/xml.ts";

interface Wanted {
  readonly prefix: string;
  readonly delimiter: string;
  readonly after: string;
  readonly max: number;
}

interface Page {
  readonly contents: ObjectVersion[];
  readonly prefixes: Set<string>;
  /** What the next page comes after, when there is one. */
  readonly next: string | undefined;
}

const chunk = 1000;
// Sorts after every key that begins with what stands before it.
const last = "\u{10FFFF}";

function* walk({ table }: Objects, bucket: string, { prefix, after }: Wanted): Generator<ObjectVersion> {
  let from: string | undefined = after;
  while (from !== undefined) {
    const found = table.after(bucket, from, prefix, chunk);
    const within = found.filter(({ key }) => key.startsWith(prefix));
    yield* within.filter(({ marker }) => !marker);
    from = within.length === chunk ? within.at(-1)?.key : undefined;
  }
}

function pageOf(objects: Objects, bucket: string, wanted: Wanted): Page {
  const contents: ObjectVersion[] = [];
  const prefixes = new Set<string>();
  let next = wanted.after;
  for (const object of walk(objects, bucket, wanted)) {
    const common = commonPrefix(object.key, wanted);
    if (common !== undefined && prefixes.has(common)) continue;
    if (contents.length + prefixes.size >= wanted.max) return { contents, prefixes, next };
    if (common === undefined) contents.push(object);
    else prefixes.add(common);
    next = common === undefined ? object.key : common + last;
  }
  return { contents, prefixes, next: undefined };
}

function commonPrefix(key: string, { prefix, delimiter }: Wanted): string | undefined {
  const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

function wantedOf({ query }: S3Call): Wanted {
  const token = query.get("continuation-token");
  const max = Number(query.get("max-keys") ?? 1000);
  if (!Number.isInteger(max) || max < 0)
    throw new AwsError("InvalidArgument", "Provided max-keys is not a number");
  return {
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    after: token ? Buffer.from(token, "base64url").toString("utf8") : (query.get("start-after") ?? ""),
    max: Math.min(max, 1000),
  };
}

/** ListObjectsV2. */
export const listObjects =
  (objects: Objects): S3Action =>
  (call) => {
    const { bucket, query } = call;
    call.permit("s3:ListBucket", bucket.arn, { "s3:prefix": [query.get("prefix") ?? ""] });
    if (query.get("list-type") !== "2")
      throw new AwsError("NotImplemented", "The local cloud lists by ListObjectsV2 only", 501);
    const wanted = wantedOf(call);
    const { contents, prefixes, next } = pageOf(objects, bucket.name, wanted);
    const shown = (text: string) => (query.get("encoding-type") === "url" ? encodeURIComponent(text) : text);
    const members = {
      Name: bucket.name,
      Prefix: shown(wanted.prefix),
      Delimiter: wanted.delimiter ? shown(wanted.delimiter) : undefined,
      EncodingType: query.get("encoding-type") ?? undefined,
      MaxKeys: wanted.max,
      KeyCount: contents.length + prefixes.size,
      IsTruncated: next !== undefined,
      ContinuationToken: query.get("continuation-token") ?? undefined,
      NextContinuationToken: next === undefined ? undefined : Buffer.from(next).toString("base64url"),
      StartAfter: query.get("start-after") ?? undefined,
      Contents: contents.map((object) => ({ Key: shown(object.key), ...entryOf(object) })),
      CommonPrefixes: [...prefixes].map((prefix) => ({ Prefix: shown(prefix) })),
    };
    return {
      status: 200,
      headers: { "content-type": "application/xml" },
      body: xml("ListBucketResult", members),
    };
  };

const entryOf = ({ modifiedAt, etag, size }: ObjectVersion) => ({
  LastModified: new Date(modifiedAt).toISOString(),
  ETag: `"${etag}"`,
  Size: size,
  StorageClass: "STANDARD",
});

/** ListObjectVersions, on one page. */
export const listVersions =
  (objects: Objects): S3Action =>
  (call) => {
    const { bucket, query } = call;
    call.permit("s3:ListBucketVersions", bucket.arn);
    const prefix = query.get("prefix") ?? "";
    const all = objects.table.versions(bucket.name, prefix).map((object, at, list) => ({
      marker: object.marker,
      entry: {
        Key: object.key,
        VersionId: object.version,
        IsLatest: list[at - 1]?.key !== object.key,
        ...(object.marker ? { LastModified: new Date(object.modifiedAt).toISOString() } : entryOf(object)),
      },
    }));
    const of = (marker: boolean) => all.filter((each) => each.marker === marker).map(({ entry }) => entry);
    const members = {
      Name: bucket.name,
      Prefix: prefix,
      IsTruncated: false,
      Version: of(false),
      DeleteMarker: of(true),
    };
    return { status: 200, body: xml("ListVersionsResult", members) };
  };
