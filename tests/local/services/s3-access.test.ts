import { createHash } from "node:crypto";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { clientOf, origin, startS3 } from "#tests/local/services/s3-setup.ts";

let s3: Awaited<ReturnType<typeof startS3>>;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3.stop());

const at = { Bucket: "plain", Key: "T/tnt_1/a file (1).csv" };
// Without a checksum of its own: the signer does not know the body that is to come.
const presigner = (accessKeyId?: string, secret?: string) => {
  const client = clientOf(s3.url, accessKeyId, secret);
  client.config.requestChecksumCalculation = async () => "WHEN_REQUIRED";
  return client;
};
const signedPut = (more: { ContentType?: string } = {}, client = presigner()) =>
  getSignedUrl(client, new PutObjectCommand({ ...at, ...more }), {
    expiresIn: 900,
    signableHeaders: new Set(more.ContentType ? ["content-type"] : []),
  });
const signedGet = (more = {}) =>
  getSignedUrl(s3.client, new GetObjectCommand({ ...at, ...more }), { expiresIn: 900 });
const upload = (url: string, headers = {}, body = "a;b\n") => fetch(url, { method: "PUT", body, headers });
const codeOf = async (answer: Response) => /<Code>(\w+)</.exec(await answer.text())?.[1];

test("whoever holds a signed URL may upload and download, and nothing else", async () => {
  const put = await upload(await signedPut());
  expect([put.status, put.headers.get("etag")]).toEqual([
    200,
    `"${createHash("md5").update("a;b\n").digest("hex")}"`,
  ]);
  const got = await fetch(await signedGet({ ResponseContentDisposition: 'attachment; filename="x.csv"' }));
  expect([got.status, await got.text()]).toEqual([200, "a;b\n"]);
  expect(got.headers.get("content-disposition")).toBe('attachment; filename="x.csv"');

  const getUrl = await signedGet();
  expect(await codeOf(await upload(getUrl))).toBe("SignatureDoesNotMatch");
  expect(await codeOf(await fetch(getUrl.replace("tnt_1", "tnt_2")))).toBe("SignatureDoesNotMatch");
  expect(await codeOf(await fetch(`${s3.url}/plain/x`))).toBe("AccessDenied");
});

test("a signed header must come as it was signed", async () => {
  const url = await signedPut({ ContentType: "text/csv" });
  expect((await upload(url, { "content-type": "text/csv" })).status).toBe(200);
  expect(await codeOf(await upload(url, { "content-type": "text/html" }))).toBe("SignatureDoesNotMatch");
  const unsigned = await upload(await signedPut(), { "x-amz-meta-a": "1" });
  expect(await codeOf(unsigned)).toBe("AccessDenied");
});

test("a URL of an unknown key or a wrong secret is refused", async () => {
  expect(await codeOf(await upload(await signedPut({}, presigner("nobody"))))).toBe("InvalidAccessKeyId");
  expect(await codeOf(await upload(await signedPut({}, presigner("app", "guess"))))).toBe(
    "SignatureDoesNotMatch",
  );
});

test("a URL ends when its time is over", async () => {
  const other = await startS3();
  onTestFinished(other.stop);
  await other.client.send(new PutObjectCommand({ ...at, Body: "x" }));
  const url = await getSignedUrl(other.client, new GetObjectCommand(at), { expiresIn: 60 });
  await other.advance(59_000);
  expect((await fetch(url)).status).toBe(200);
  await other.advance(3000);
  expect(await codeOf(await fetch(url))).toBe("AccessDenied");
});

test("a browser of an allowed origin is let through, another is not", async () => {
  const url = await signedPut();
  const preflight = (headers: Record<string, string>) =>
    fetch(url, { method: "OPTIONS", headers: { "access-control-request-method": "PUT", ...headers } });
  const allowed = await preflight({ origin, "access-control-request-headers": "content-type" });
  expect(Object.fromEntries(allowed.headers)).toMatchObject({
    "access-control-allow-origin": origin,
    "access-control-allow-methods": "PUT, GET",
    "access-control-allow-headers": "content-type",
    "access-control-max-age": "60",
  });
  expect((await preflight({ origin: "https://evil.example" })).status).toBe(403);
  expect((await preflight({ origin, "access-control-request-headers": "x-other" })).status).toBe(403);
  const put = await upload(url, { origin });
  expect(put.headers.get("access-control-expose-headers")).toBe("ETag");
});

test("policies decide, and a key that may not be listed is not told to be missing", async () => {
  const own = await startS3({
    authorize: ({ action, resource }) => action !== "s3:ListBucket" && !resource.includes("tnt_2"),
  });
  onTestFinished(own.stop);
  const send = (Key: string) => own.client.send(new GetObjectCommand({ Bucket: "plain", Key }));
  await own.client.send(new PutObjectCommand({ ...at, Body: "x" }));
  await expect(send(at.Key)).resolves.toBeDefined();
  await expect(send("T/tnt_1/none")).rejects.toMatchObject({ name: "AccessDenied" });
  const foreign = own.client.send(new PutObjectCommand({ ...at, Key: "T/tnt_2/x", Body: "x" }));
  await expect(foreign).rejects.toMatchObject({ name: "AccessDenied" });
});

test("a restart keeps objects and clears what a broken upload left", async () => {
  await s3.client.send(new PutObjectCommand({ ...at, Body: "kept" }));
  const objects = join(s3.folder, "objects");
  writeFileSync(join(objects, "half-written"), "x");
  s3.reopen();
  expect(readdirSync(objects)).not.toContain("half-written");
  const { Body } = await s3.client.send(new GetObjectCommand(at));
  expect(await Body?.transformToString()).toBe("kept");
});
