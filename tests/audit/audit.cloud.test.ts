import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { compactVerify, importJWK } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { canonicalJson } from "#functions/audit/domain/canonical-json.ts";
import { leafHash } from "#functions/audit/domain/merkle.ts";
import { isConsistent, rootOfInclusion } from "#functions/audit/domain/verify.ts";
import { resource, sharedCloud } from "#tests/support/cloud.ts";
import { type Client, eventually, must, newTenant, type TestTenant } from "#tests/support/tenant.ts";

let tenant: TestTenant;
let folder: string;
beforeAll(async () => {
  tenant = await newTenant();
  folder = await mkdtemp(join(tmpdir(), "tenure-audit-"));
});
afterAll(() => rm(folder, { recursive: true }));

const hire = async (owner: Client, name: string) =>
  must(await owner.post("/v1/people/employees", { name }), 201).body;
const entriesOf = async (owner: Client, query = "") =>
  must(await owner.get(`/v1/audit/entries?limit=200${query}`), 200).body.items;
const hashes = (texts: readonly string[]) => texts.map((text) => Buffer.from(text, "base64"));
const treeOf = ({ size, root }: { size: number; root: string }) => ({
  size,
  root: Buffer.from(root, "base64"),
});

/** Waits until every entry that is listed is covered by a checkpoint. */
const settled = (owner: Client, atLeast: number) =>
  eventually(async () => {
    const items = await entriesOf(owner);
    const { body, status } = await owner.get("/v1/audit/checkpoint");
    return status === 200 && items.length >= atLeast && body.size === items.length ? body : undefined;
  });

async function exportLog(owner: Client): Promise<string> {
  const { id } = must(await owner.post("/v1/audit/exports"), 202).body;
  const { url } = await eventually(async () => {
    const { body } = must(await owner.get(`/v1/audit/exports/${id}`), 200);
    expect(body.status).not.toBe("failed");
    return body.status === "succeeded" ? body : undefined;
  });
  const text = await (await fetch(url)).text();
  const file = join(folder, `${id}.ndjson`);
  await writeFile(file, text);
  return file;
}

const verify = (
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly verdict: ReturnType<JSON["parse"]> }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      ["functions/audit/verifier/tenure-audit.ts", "verify", "--json", ...args],
      (error, out) =>
        resolve({ code: typeof error?.code === "number" ? error.code : 0, verdict: JSON.parse(out) }),
    );
  });

test("every command is an entry, found by operation and actor, without names in the open", async () => {
  await hire(tenant.owner, "Grace Hopper");
  const hired = await eventually(async () => (await entriesOf(tenant.owner, "&operation=createEmployee"))[0]);
  expect(hired).toMatchObject({
    operation: "createEmployee",
    outcome: "committed",
    tenantId: tenant.tenantId,
  });
  expect(JSON.stringify(hired)).not.toContain("Grace");
  const mine = await entriesOf(tenant.owner, `&actor=${hired.actor.id}`);
  expect(new Set(mine.map((entry: { actor: { id: string } }) => entry.actor.id))).toEqual(
    new Set([hired.actor.id]),
  );
  expect(must(await tenant.owner.get(`/v1/audit/entries/${hired.id}`), 200).body.id).toBe(hired.id);
});

test("the list comes in pages, and for a span of time", async () => {
  const all = (await entriesOf(tenant.owner)).map(({ id }: { id: string }) => id);
  const paged: string[] = [];
  let cursor = "";
  do {
    const { body } = must(await tenant.owner.get(`/v1/audit/entries?limit=1${cursor}`), 200);
    paged.push(...body.items.map(({ id }: { id: string }) => id));
    cursor = body.nextCursor === null ? "" : `&cursor=${body.nextCursor}`;
  } while (cursor !== "");
  expect(paged).toEqual(all);
  const now = new Date().toISOString();
  expect(await entriesOf(tenant.owner, `&from=${now}`)).toEqual([]);
  expect(await entriesOf(tenant.owner, `&to=${now}`)).toHaveLength(all.length);
  expect(await entriesOf(tenant.owner, `&from=${now}&to=${now}`)).toEqual([]);
  must(await tenant.owner.get(`/v1/audit/entries?from=${now}&to=2020-01-01T00:00:00Z`), 400);
});

test("each entry is proved to be in the log that the published key has signed", async () => {
  await settled(tenant.owner, 2);
  for (const { id } of await entriesOf(tenant.owner)) {
    const { body } = must(await tenant.owner.get(`/v1/audit/entries/${id}/proof`), 200);
    const { entry, index, proof, checkpoint } = body;
    const root = rootOfInclusion(leafHash(canonicalJson(entry)), index, checkpoint.size, hashes(proof));
    expect(Buffer.from(root ?? []).toString("base64")).toBe(checkpoint.root);
    const { payload } = await compactVerify(checkpoint.signed, await importJWK(checkpoint.key, "ES256"));
    expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({
      tenantId: tenant.tenantId,
      root: checkpoint.root,
    });
  }
});

test("thirty commands at once all get places, each log the beginning of the next, each checkpoint locked away", async () => {
  const before = await settled(tenant.owner, 2);
  await Promise.all(Array.from({ length: 30 }, (_, n) => hire(tenant.owner, `Person ${n}`)));
  const after = await settled(tenant.owner, before.size + 30);
  const { body } = must(await tenant.owner.get(`/v1/audit/consistency?from=${before.size}`), 200);
  expect(isConsistent(treeOf(before), treeOf(body.checkpoint), hashes(body.proof))).toBe(true);
  must(await tenant.owner.get(`/v1/audit/consistency?from=${after.size + 1000}`), 409);

  const { endpoint, credentials } = sharedCloud().aws ?? {};
  if (!endpoint || !credentials) return;
  const s3 = new S3Client({ endpoint, credentials, region: "eu-west-1", forcePathStyle: true });
  const Bucket = resource("AWS::S3::Bucket", "Checkpoint").name;
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: `checkpoints/${tenant.tenantId}/` }),
  );
  const sizes = Contents.map(({ Key = "" }) => Number(Key.split("/").at(-1)?.slice(0, 12)));
  expect(sizes).toContain(after.size);
});

test("an export is verified offline, also from an earlier checkpoint, and tampering is found", async () => {
  const earlier = join(folder, "earlier.json");
  await writeFile(earlier, JSON.stringify(await settled(tenant.owner, 3)));
  await hire(tenant.owner, "Later");
  const file = await exportLog(tenant.owner);
  const { code, verdict } = await verify(file, "--checkpoint", earlier);
  expect({ code, verdict }).toMatchObject({
    code: 0,
    verdict: { verified: true, tenantId: tenant.tenantId },
  });

  const lines = (await readFile(file, "utf8")).split("\n");
  const bent = join(folder, "bent.ndjson");
  await writeFile(bent, lines.with(3, (lines[3] ?? "").replace('"committed"', '"denied"')).join("\n"));
  expect(await verify(bent)).toMatchObject({
    code: 1,
    verdict: { verified: false, fault: { problem: "changed", index: 2 } },
  });
});

test("another tenant's trail is not there; a manager has no say", async () => {
  const other = await newTenant();
  const [mine] = await entriesOf(tenant.owner);
  must(await other.owner.get(`/v1/audit/entries/${mine.id}`), 404);
  must(await other.owner.get(`/v1/audit/entries/${mine.id}/proof`), 404);
  const manager = await tenant.join("manager");
  for (const path of ["/v1/audit/entries", "/v1/audit/checkpoint", `/v1/audit/entries/${mine.id}`])
    must(await manager.get(path), 403);
  must(await manager.post("/v1/audit/exports"), 403);
});
