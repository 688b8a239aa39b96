import { afterAll, beforeAll, expect, test } from "vitest";
import { dynamoJobs } from "#functions/kernel/jobs/dynamo-jobs.ts";
import type { ImportJob } from "#functions/kernel/jobs/job.ts";
import { actorFor, idOf } from "#tests/support/actors.ts";
import { engineStamp } from "#tests/support/engine-stamp.ts";

const now = new Date("2026-11-20T09:00:00Z");
let time = now;
let engine: Awaited<ReturnType<typeof engineStamp>>;
beforeAll(async () => {
  engine = await engineStamp(() => time);
});
afterAll(() => engine.stop());

const jobs = () => dynamoJobs(engine.stamp.documents, engine.TENANT_TABLE, () => time);

const jobNumber = (n: number): ImportJob => ({
  id: idOf("imp", n),
  tenantId: idOf("tnt", 1),
  kind: "shelf.import",
  status: "running",
  mode: "apply",
  onError: "keep-good",
  options: { form: "wide" },
  mapping: { id: { column: "Id", format: "DD/MM/YYYY" }, amount: { index: 3 }, other: { constant: "" } },
  files: [{ name: "things", key: "k", bytes: 1, etag: '"e"' }],
  processed: 0,
  counts: { created: 0, updated: 0, unchanged: 0, failed: 0, errorsListed: 0 },
  checkpoint: { pass: 0, at: { offsets: { things: 5 }, lines: { things: 1 }, rows: 0, itemsDone: 0 } },
  step: 0,
  hops: 0,
  attempts: 0,
  version: 1,
  createdAt: now.toISOString(),
  changedAt: now.toISOString(),
  startedBy: { kind: "user", id: idOf("usr", 1) },
  requestId: "req-1",
  expiresAt: now.getTime() / 1000 + 60,
});

const added = async (n: number) => {
  const job = jobNumber(n);
  await engine.apply([jobs().add(job)]);
  return job;
};

test("a job is kept as it is, until its time is over", async () => {
  const job = await added(1);
  expect(await jobs().find(job.tenantId, job.id)).toEqual(job);
  time = new Date(now.getTime() + 61_000);
  expect(await jobs().find(job.tenantId, job.id)).toBeUndefined();
  time = now;
});

test("of two changes to one version, one is kept; a request to cancel stops those who do not know of it", async () => {
  const job = await added(2);
  const store = jobs();
  const after = { ...job, processed: 5, version: 2 };
  expect(await store.save(job, after)).toBe(true);
  expect(await store.save(job, { ...after, processed: 7 })).toBe(false);

  await engine.apply([store.requestCancel(after)]);
  expect(await store.save(after, { ...after, version: 3 })).toBe(false);
  const told = await store.find(job.tenantId, job.id);
  expect(told).toEqual({ ...after, cancelRequested: true });
  expect(told && (await store.save(told, { ...told, version: 3, status: "cancelled" }))).toBe(true);
});

test("refusals are the caller's to act on", async () => {
  const { stamp } = engine;
  const job = await added(3);
  const store = jobs();
  const commit = (change: ReturnType<typeof store.add>) =>
    stamp.commit(actorFor({}, "admin"), { changes: [change], events: [], answer: null });
  await expect(commit(store.add(job))).rejects.toMatchObject({ code: "jobs.overtaken" });
  await expect(commit(store.change({ ...job, version: 9 }, job))).rejects.toMatchObject({
    code: "jobs.overtaken",
  });
  await commit(store.change(job, { ...job, status: "failed", version: 2 }));
  await expect(commit(store.requestCancel(job))).rejects.toMatchObject({ code: "jobs.not-running" });
});

test("errors are listed in order across any number of pages, and none twice", async () => {
  const job = await added(4);
  const store = jobs();
  const rows = Array.from({ length: 75 }, (_, n) => n + 2);
  for (let step = 1; step <= 25; step++)
    await engine.apply([
      store.addErrors(
        job,
        step,
        rows.slice((step - 1) * 3, step * 3).map((row) => ({ row, column: "c", code: "x", message: "m" })),
      ),
    ]);
  for (const limit of [1, 7, 50, 200]) {
    const seen: number[] = [];
    let from = { step: 0, place: 0 };
    for (;;) {
      const { items, next } = await store.errors(job, limit, from);
      expect(items.length).toBeLessThanOrEqual(limit);
      seen.push(...items.map(({ row }) => row));
      if (!next) break;
      from = next;
    }
    expect(seen).toEqual(rows);
  }
});

test("notes for undoing come back latest first", async () => {
  const job = await added(5);
  const store = jobs();
  expect(await store.lastUndo(job)).toBeUndefined();
  await engine.apply([2, 9, 10].map((step) => store.addUndo(job, { step, undo: { step, list: [1, null] } })));
  expect(await store.lastUndo(job)).toEqual({ step: 10, undo: { step: 10, list: [1, null] } });
  await engine.apply([store.dropUndo(job, 10)]);
  expect(await store.lastUndo(job)).toMatchObject({ step: 9 });
});
