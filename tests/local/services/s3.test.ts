import { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectRetentionCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
  paginateListObjectsV2,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startS3 } from "#tests/local/services/s3-setup.ts";

let s3: Awaited<ReturnType<typeof startS3>>;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3.stop());

const Bucket = "plain";
const put = (Key: string, Body: string | Buffer | Readable = Key, more = {}) =>
  s3.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const textAt = async (Key: string, more = {}) => {
  const { Body } = await s3.client.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return Body?.transformToString();
};

test("an object comes back with its bytes, type, metadata, MD5 and checksum", async () => {
  const Key = "T/tnt_1/ä b+c&.csv";
  const { ETag } = await put(Key, "a;b\n1;2\n", {
    ContentType: "text/csv",
    Metadata: { owner: "emp_1" },
    CacheControl: "no-store",
  });
  const got = await s3.client.send(new GetObjectCommand({ Bucket, Key }));
  expect(await got.Body?.transformToString()).toBe("a;b\n1;2\n");
  expect(got).toMatchObject({
    ETag,
    ContentType: "text/csv",
    Metadata: { owner: "emp_1" },
    CacheControl: "no-store",
  });
  expect(got.ChecksumCRC32).toBeTypeOf("string");
  const head = await s3.client.send(new HeadObjectCommand({ Bucket, Key }));
  expect(head).toMatchObject({ ETag, ContentLength: 8 });
});

test("a stream of unknown checksum is taken in chunks and checked at its end", async () => {
  const bytes = Buffer.alloc(3_000_000, "0123456789");
  const Body = Readable.from([bytes.subarray(0, 1_000_001), bytes.subarray(1_000_001)]);
  await put("stream", Body, { ContentLength: bytes.length });
  const { Body: got } = await s3.client.send(new GetObjectCommand({ Bucket, Key: "stream" }));
  expect(Buffer.from((await got?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
});

test("a body that does not fit its checksum is refused and leaves nothing", async () => {
  const wrong = put("wrong", "text", { ChecksumCRC32: "AAAAAA==" });
  await expect(wrong).rejects.toMatchObject({ name: "BadDigest" });
  await expect(textAt("wrong")).rejects.toMatchObject({ name: "NoSuchKey" });
});

test.each([
  ["bytes=2-4", "234", "bytes 2-4/10"],
  ["bytes=7-", "789", "bytes 7-9/10"],
  ["bytes=-2", "89", "bytes 8-9/10"],
  ["bytes=8-99", "89", "bytes 8-9/10"],
])("the range %s is %s", async (Range, text, ContentRange) => {
  await put("digits", "0123456789");
  const got = await s3.client.send(new GetObjectCommand({ Bucket, Key: "digits", Range }));
  expect([await got.Body?.transformToString(), got.ContentRange]).toEqual([text, ContentRange]);
});

test("a range beyond the end, a missing key and a missing bucket are named", async () => {
  await put("digits", "0123456789");
  await expect(textAt("digits", { Range: "bytes=10-" })).rejects.toMatchObject({ name: "InvalidRange" });
  await expect(textAt("none")).rejects.toMatchObject({ name: "NoSuchKey" });
  await expect(s3.client.send(new HeadObjectCommand({ Bucket, Key: "none" }))).rejects.toMatchObject({
    name: "NotFound",
  });
  await expect(textAt("x", { Bucket: "none" })).rejects.toMatchObject({ name: "NoSuchBucket" });
  await expect(s3.client.send(new HeadBucketCommand({ Bucket }))).resolves.toBeDefined();
});

test("a write may demand that nothing, or one version, is there", async () => {
  const first = await put("once", "1", { IfNoneMatch: "*" });
  await expect(put("once", "2", { IfNoneMatch: "*" })).rejects.toMatchObject({ name: "PreconditionFailed" });
  await put("once", "3", { IfMatch: first.ETag });
  await expect(put("once", "4", { IfMatch: first.ETag })).rejects.toMatchObject({
    name: "PreconditionFailed",
  });
  expect(await textAt("once")).toBe("3");
});

test("of fifty writers that demand an empty place, one gets it", async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 50 }, (_, at) => put("race", String(at), { IfNoneMatch: "*" })),
  );
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("a copy keeps or replaces the metadata", async () => {
  await put("from & to", "text", { Metadata: { a: "1" } });
  const CopySource = `plain/${encodeURIComponent("from & to")}`;
  await s3.client.send(new CopyObjectCommand({ Bucket, Key: "kept", CopySource }));
  const replacing = { MetadataDirective: "REPLACE", Metadata: { b: "2" } } as const;
  await s3.client.send(new CopyObjectCommand({ Bucket, Key: "replaced", CopySource, ...replacing }));
  const metadata = async (Key: string) =>
    (await s3.client.send(new HeadObjectCommand({ Bucket, Key }))).Metadata;
  expect([await metadata("kept"), await metadata("replaced")]).toEqual([{ a: "1" }, { b: "2" }]);
});

test("a listing pages through keys in order, and folds what lies beyond a delimiter", async () => {
  for (const key of ["list/a", "list/b/1", "list/b/2", "list/c<&>", "list/d/1", "lisu"]) await put(key);
  const pages = paginateListObjectsV2(
    { client: s3.client, pageSize: 2 },
    { Bucket, Prefix: "list/", Delimiter: "/" },
  );
  const seen: (string | undefined)[][] = [];
  for await (const { Contents = [], CommonPrefixes = [] } of pages)
    seen.push([...Contents.map(({ Key }) => Key), ...CommonPrefixes.map(({ Prefix }) => Prefix)]);
  expect(seen).toEqual([
    ["list/a", "list/b/"],
    ["list/c<&>", "list/d/"],
  ]);

  const all = await s3.client.send(
    new ListObjectsV2Command({ Bucket, Prefix: "list/b", StartAfter: "list/b/1" }),
  );
  expect(all.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([["list/b/2", 8]]);
});

test("objects are deleted one by one or many at once", async () => {
  for (const key of ["gone/1", "gone/2&", "gone/3"]) await put(key);
  await s3.client.send(new DeleteObjectCommand({ Bucket, Key: "gone/1" }));
  const { Deleted } = await s3.client.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "gone/2&" }, { Key: "gone/never" }] } }),
  );
  expect(Deleted?.map(({ Key }) => Key)).toEqual(["gone/2&", "gone/never"]);
  const left = await s3.client.send(new ListObjectsV2Command({ Bucket, Prefix: "gone/" }));
  expect(left.Contents?.map(({ Key }) => Key)).toEqual(["gone/3"]);
});

test("parts become one object, in the order and with the tags they were named by", async () => {
  const Key = "parts";
  const { UploadId } = await s3.client.send(
    new CreateMultipartUploadCommand({ Bucket, Key, ContentType: "text/csv" }),
  );
  const part = (PartNumber: number, Body: Buffer) =>
    s3.client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
  const big = Buffer.alloc(5 * 2 ** 20, "a");
  const [two, one] = [await part(2, Buffer.from("end")), await part(1, big)];
  const Parts = [
    { PartNumber: 1, ETag: one.ETag },
    { PartNumber: 2, ETag: two.ETag },
  ];
  const complete = (parts: typeof Parts) =>
    s3.client.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: parts } }),
    );
  await expect(complete([...Parts].reverse())).rejects.toMatchObject({ name: "InvalidPartOrder" });
  await expect(complete([{ PartNumber: 1, ETag: two.ETag }])).rejects.toMatchObject({ name: "InvalidPart" });
  expect((await complete(Parts)).ETag).toMatch(/^"[0-9a-f]{32}-2"$/);

  const got = await s3.client.send(new HeadObjectCommand({ Bucket, Key }));
  expect([got.ContentLength, got.ContentType]).toEqual([big.length + 3, "text/csv"]);
  expect(await textAt(Key, { Range: "bytes=-4" })).toBe("aend");
  const aborting = s3.client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  await expect(aborting).rejects.toMatchObject({ name: "NoSuchUpload" });
});

test("where versions are kept, an overwrite and a delete hide the old one, and no more", async () => {
  const at = { Bucket: "versioned", Key: "v" };
  const first = await put("v", "1", at);
  await put("v", "2", at);
  const { DeleteMarker, VersionId } = await s3.client.send(new DeleteObjectCommand(at));
  expect(DeleteMarker).toBe(true);
  await expect(textAt("v", at)).rejects.toMatchObject({ name: "NoSuchKey" });
  expect(await textAt("v", { ...at, VersionId: first.VersionId })).toBe("1");
  const listed = await s3.client.send(new ListObjectVersionsCommand({ Bucket: "versioned" }));
  expect([listed.Versions?.length, listed.DeleteMarkers?.length]).toEqual([2, 1]);
  await s3.client.send(new DeleteObjectCommand({ ...at, VersionId }));
  expect(await textAt("v", at)).toBe("2");
});

test("a locked version cannot be deleted, nor its retention shortened, until its time is over", async () => {
  const at = { Bucket: "locked", Key: "checkpoint" };
  const { VersionId } = await put("checkpoint", "1", at);
  const destroy = () => s3.client.send(new DeleteObjectCommand({ ...at, VersionId }));
  await expect(destroy()).rejects.toMatchObject({ name: "AccessDenied" });
  await put("checkpoint", "2", at);
  expect(await textAt("checkpoint", { ...at, VersionId })).toBe("1");

  const { Retention } = await s3.client.send(new GetObjectRetentionCommand({ ...at, VersionId }));
  const until = Retention?.RetainUntilDate?.getTime() ?? 0;
  const retain = (milliseconds: number) =>
    s3.client.send(
      new PutObjectRetentionCommand({
        ...at,
        VersionId,
        Retention: { Mode: "COMPLIANCE", RetainUntilDate: new Date(milliseconds) },
      }),
    );
  await expect(retain(until - 1000)).rejects.toMatchObject({ name: "AccessDenied" });
  await retain(until + 1000);
  await s3.advance(86_400_000);
  await expect(destroy()).rejects.toMatchObject({ name: "AccessDenied" });
  await s3.advance(1001);
  await expect(destroy()).resolves.toBeDefined();
});

test("an action that is not there is named, loudly", async () => {
  const answer = await fetch(`${s3.url}/plain/x?acl`, {
    headers: { authorization: "AWS4-HMAC-SHA256 Credential=app/d/r/s3/aws4_request" },
  });
  expect(answer.status).toBe(501);
  expect(await answer.text()).toContain("acl");
});
