import { expect, test, vi } from "vitest";
import type { StampEnv } from "#functions/kernel/env.ts";
import { fileKey } from "#functions/kernel/files/files.ts";
import { openFiles } from "#functions/kernel/files/open-files.ts";
import { idOf } from "#tests/support/actors.ts";
import { resource, sharedCloud } from "#tests/support/cloud.ts";

const { aws } = sharedCloud();
const bucketOf = () => resource("AWS::S3::Bucket", "/Files").name;

function files() {
  vi.stubEnv("AWS_ENDPOINT_URL", aws?.endpoint ?? "");
  vi.stubEnv("AWS_REGION", "eu-west-1");
  const env = { FILES_BUCKET: bucketOf() } as StampEnv;
  return openFiles({
    env,
    perTenant: (make) => {
      const client = make({ ...(aws && { credentials: aws.credentials }) });
      return () => client;
    },
  });
}

const textOf = async (bytes: AsyncIterable<Uint8Array>) => {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts).toString();
};

const keyOf = (name: string) => fileKey(idOf("tnt", 9), "people", idOf("imp", 1), name);

test.skipIf(!aws)("a file is stored by a signed request, and read from any byte on", async () => {
  const { uploadOf, downloadOf, find, read } = files();
  const key = keyOf("people.csv");
  expect(await find(key)).toBeUndefined();

  const { url, headers } = await uploadOf(key);
  expect(new URL(url).searchParams.get("X-Amz-SignedHeaders")).toContain("content-type");
  expect(url).not.toMatch(/checksum/i);
  expect((await fetch(url, { method: "PUT", headers, body: "id\n1\n2\n" })).status).toBe(200);

  const facts = await find(key);
  expect(facts).toMatchObject({ bytes: 7, etag: expect.any(String) });
  const etag = facts?.etag ?? "";
  expect(await textOf(await read(key, etag, 0))).toBe("id\n1\n2\n");
  expect(await textOf(await read(key, etag, 5))).toBe("2\n");
  expect(await textOf(await read(key, etag, 7))).toBe("");

  const download = await fetch((await downloadOf(key, "people.csv")).url);
  expect(await download.text()).toBe("id\n1\n2\n");
  expect(download.headers.get("content-disposition")).toBe('attachment; filename="people.csv"');
});

test.skipIf(!aws)("a file that was changed or removed since is not read", async () => {
  const { uploadOf, find, read } = files();
  const key = keyOf("changed.csv");
  const { url, headers } = await uploadOf(key);
  await fetch(url, { method: "PUT", headers, body: "one" });
  const { etag = "" } = (await find(key)) ?? {};
  await fetch(url, { method: "PUT", headers, body: "two" });
  await expect(read(key, etag, 0)).rejects.toMatchObject({ kind: "conflict", code: "jobs.file-changed" });
  await expect(read(keyOf("never.csv"), etag, 0)).rejects.toMatchObject({ code: "jobs.file-changed" });
});
