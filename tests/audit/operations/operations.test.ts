import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { canonicalJson } from "#functions/audit/domain/canonical-json.ts";
import { entryOf } from "#functions/audit/domain/entry.ts";
import { advance } from "#functions/audit/domain/export-job.ts";
import { leafHash } from "#functions/audit/domain/merkle.ts";
import { isConsistent, rootOfInclusion } from "#functions/audit/domain/verify.ts";
import { exportAuditLog } from "#functions/audit/operations/export-audit-log.ts";
import { listAuditEntries } from "#functions/audit/operations/list-audit-entries.ts";
import { proveAuditConsistency } from "#functions/audit/operations/prove-audit-consistency.ts";
import { proveAuditEntry } from "#functions/audit/operations/prove-audit-entry.ts";
import { readAuditCheckpoint } from "#functions/audit/operations/read-audit-checkpoint.ts";
import { readAuditEntry } from "#functions/audit/operations/read-audit-entry.ts";
import { readAuditExport } from "#functions/audit/operations/read-audit-export.ts";
import { auditPermissions } from "#functions/audit/permissions.ts";
import { auditRoutes } from "#functions/audit/routes.ts";
import { sequence } from "#functions/audit/subscribers/sequence.ts";
import { auditInMemory, exportsInMemory, signerInMemory, vault } from "#tests/audit/audit-in-memory.ts";
import { recordAt, tenantId } from "#tests/audit/export-of.ts";
import { actorFor, idOf, idsInOrder } from "#tests/support/actors.ts";
import { memoryCommit } from "#tests/support/memory-commit.ts";

const clock = () => new Date("2026-11-20T12:00:00Z");
const memory = auditInMemory();
const { locked, lockAway } = vault();
const place = sequence({
  ...memory,
  signer: signerInMemory(),
  lockAway,
  clock,
  origin: "https://tenure.example",
});
const admin = actorFor(auditPermissions, "admin");
const base64 = (texts: readonly string[]) => texts.map((text) => Buffer.from(text, "base64"));

beforeAll(async () => {
  for (const size of [10, 40, 100]) {
    for (let n = memory.kept.size; n < size; n++) await memory.entries.append(entryOf(recordAt(n)));
    await place(tenantId, [...memory.kept.keys()]);
  }
});

test.each(auditRoutes.map(({ operation }) => [operation.name, operation] as const))(
  "the example of %s is one",
  (_name, { input, output, example }) => {
    expect(z.safeParse(input, example.input).error).toBeUndefined();
    expect(z.safeParse(output, example.output).error).toBeUndefined();
  },
);

test("owners and admins read the trail, nobody else", () => {
  const may = (role: "owner" | "admin" | "manager" | "employee") =>
    "audit:read" in actorFor(auditPermissions, role).grants;
  expect(["owner", "admin", "manager", "employee"].map((role) => may(role as "owner"))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

describe("listAuditEntries and readAuditEntry", () => {
  const list = listAuditEntries.run(memory);

  test("tell what was recorded, newest first, with its place", async () => {
    const { items } = await list(admin, { limit: 3 });
    expect(items.map(({ id }) => id)).toEqual([99, 98, 97].map((n) => recordAt(n).id));
    expect(items[0]).toEqual({ ...recordAt(99), index: 99 });
    expect(await readAuditEntry.run(memory)(admin, { id: recordAt(5).id })).toEqual({
      ...recordAt(5),
      index: 5,
    });
  });

  test("filter by time, whatever its offset, by operation and by actor", async () => {
    const span = { from: "2026-11-20T18:00:10+09:00", to: "2026-11-20T09:00:20Z", limit: 200 };
    expect((await list(admin, span)).items).toHaveLength(10);
    const { items } = await list(admin, { ...span, operation: "clockIn", actor: idOf("usr", 2) });
    expect(items.map(({ id }) => id)).toEqual([17, 11].map((n) => recordAt(n).id));
  });

  test("take no span that ends before it begins", () => {
    const [from, to] = ["2026-11-20T09:00:00Z", "2026-11-20T09:00:00+01:00"];
    expect(z.safeParse(listAuditEntries.input, { from, to }).success).toBe(false);
    expect(z.safeParse(listAuditEntries.input, { from: to, to: from }).success).toBe(true);
  });

  test("refuse what is not there", async () => {
    await expect(readAuditEntry.run(memory)(admin, { id: idOf("cmd", 999) })).rejects.toMatchObject({
      kind: "not-found",
      code: "audit.no-such-entry",
    });
  });
});

test("proveAuditEntry gives a proof that leads from the entry to the signed root", async () => {
  for (const n of [0, 63, 64, 99]) {
    const {
      entry,
      index,
      leafHash: leaf,
      proof,
      checkpoint,
    } = await proveAuditEntry.run(memory)(admin, { id: recordAt(n).id });
    const hash = leafHash(canonicalJson(entry));
    expect([index, leaf]).toEqual([n, hash.toString("base64")]);
    const root = rootOfInclusion(hash, index, checkpoint.size, base64(proof));
    expect(Buffer.from(root ?? []).toString("base64")).toBe(checkpoint.root);
  }
});

test("proveAuditEntry asks for patience until a checkpoint covers the entry", async () => {
  const young = auditInMemory();
  await young.entries.append(entryOf(recordAt(1)));
  await expect(proveAuditEntry.run(young)(admin, { id: recordAt(1).id })).rejects.toMatchObject({
    kind: "conflict",
    code: "audit.not-yet-placed",
    retryAfterSeconds: 1,
  });
});

test("proveAuditConsistency shows that every earlier log is the beginning of today's", async () => {
  for (const first of locked) {
    const { proof, checkpoint } = await proveAuditConsistency.run(memory)(admin, { from: first.size });
    const tree = ({ size, root }: { size: number; root: string }) => ({
      size,
      root: Buffer.from(root, "base64"),
    });
    expect(isConsistent(tree(first), tree(checkpoint), base64(proof))).toBe(true);
  }
  await expect(proveAuditConsistency.run(memory)(admin, { from: 101 })).rejects.toMatchObject({
    code: "audit.no-such-size",
  });
});

test("readAuditCheckpoint gives the latest, and refuses before the first", async () => {
  expect(await readAuditCheckpoint.run(memory)(admin, {})).toEqual(locked.at(-1));
  await expect(readAuditCheckpoint.run(auditInMemory())(admin, {})).rejects.toMatchObject({
    code: "audit.no-checkpoint",
  });
});

describe("an export", () => {
  const downloadUrl = async (key: string, filename: string) => `https://files.example/${key}?as=${filename}`;
  const start = () => {
    const { exports, jobs } = exportsInMemory();
    const asked: string[] = [];
    const { commit, events } = memoryCommit();
    const askToExport = async (_tenantId: string, id: string) => void asked.push(id);
    const run = exportAuditLog.run({ exports, askToExport, commit, newId: idsInOrder(), clock });
    return { exports, jobs, asked, events, run };
  };

  test("is kept, told and asked for; a resent request asks again for the same", async () => {
    const { jobs, asked, events, run } = start();
    const first = await run(admin, {});
    expect(await run(admin, {})).toEqual(first);
    expect({ jobs: [...jobs.keys()], asked }).toEqual({ jobs: [first.id], asked: [first.id, first.id] });
    expect(events).toMatchObject([
      { contract: { type: "audit.export-requested.v1" }, data: { exportId: first.id } },
    ]);
  });

  test("tells how far it is, and where the file is once it is done", async () => {
    const { exports, jobs, run } = start();
    const { id } = await run(admin, {});
    const read = () => readAuditExport.run({ exports, downloadUrl })(admin, { id });
    expect(await read()).toMatchObject({ status: "queued", processed: 0, url: undefined });
    const job = jobs.get(id);
    if (job) jobs.set(id, advance(job, { status: "succeeded", checkpoint: locked[0] }));
    const url = `https://files.example/T/${tenantId}/audit/exports/${id}.ndjson?as=audit-${id}.ndjson`;
    expect(await read()).toMatchObject({ status: "succeeded", total: 10, url });
    await expect(
      readAuditExport.run({ exports, downloadUrl })(admin, { id: idOf("aex", 77) }),
    ).rejects.toMatchObject({
      kind: "not-found",
    });
  });
});
