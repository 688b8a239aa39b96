import { expect, test } from "vitest";
import { shelfScene, thingsFile } from "#tests/kernel/jobs/fixture-work.ts";

const leaseMs = 60_001;

/** Throws on the n-th call, once. */
const dieAt = (n: number) => {
  let calls = 0;
  return () => {
    calls += 1;
    if (calls === n) throw new Error("killed");
  };
};

test.each(Array.from({ length: 12 }, (_, n) => n + 1))(
  "killed around commit %i, a job is carried on and everything is done once",
  async (n) => {
    for (const moment of ["onBeforeCommit", "onAfterCommit"] as const) {
      const scene = shelfScene(thingsFile(25, [5]), ["t9"]);
      const id = await scene.begin();
      scene[moment](dieAt(n));
      await scene.run(id).catch(() => undefined);
      scene.later(leaseMs);
      await scene.run(id);

      expect(await scene.read(id)).toMatchObject({
        status: "succeeded",
        created: 23,
        failed: 2,
        processed: 25,
      });
      expect(scene.shelf.size).toBe(23);
      expect((await scene.errors(id)).map(({ row }) => row)).toEqual([6, 10]);
    }
  },
);

test("two runs at once: the lease lets one in, and the version one commit", async () => {
  const scene = shelfScene(thingsFile(60));
  const id = await scene.begin();
  await Promise.all([scene.run(id), scene.run(id), scene.run(id)]);
  expect(await scene.read(id)).toMatchObject({ status: "succeeded", created: 60, processed: 60 });
});

test("a run whose lease ran out steps aside for the one that took over", async () => {
  const scene = shelfScene(thingsFile(60));
  const id = await scene.begin();
  let rival: Promise<void> | undefined;
  let commits = 0;
  scene.onBeforeCommit(() => {
    commits += 1;
    if (commits !== 3) return;
    scene.later(leaseMs);
    rival = scene.run(id);
  });
  await scene.run(id);
  await rival;
  expect(await scene.read(id)).toMatchObject({ status: "succeeded", created: 60, processed: 60 });
});

test("a cancelled job stops before its next step and keeps what it applied; resumed, it does the rest", async () => {
  const scene = shelfScene(thingsFile(25));
  const id = await scene.begin();
  let applied = 0;
  let cancelled: Promise<unknown> | undefined;
  scene.onAfterCommit((operation) => {
    if (operation !== "shelf.import.apply") return;
    applied += 1;
    if (applied === 2) cancelled = scene.operations.cancel.run(scene.deps)(scene.actor(), { id });
  });
  await scene.run(id);
  await cancelled;
  const stopped = await scene.read(id);
  expect(stopped.status).toBe("cancelled");
  expect(scene.shelf.size).toBe(stopped.created);
  expect(stopped.created).toBeLessThan(25);

  expect(await scene.operations.resume.run(scene.deps)(scene.actor(), { id })).toMatchObject({
    status: "queued",
  });
  await scene.run(id);
  expect(await scene.read(id)).toMatchObject({ status: "succeeded", created: 25, processed: 25 });
});

test("all-or-nothing, cancelled, takes back what it applied and cannot be resumed", async () => {
  const scene = shelfScene(thingsFile(25));
  const id = await scene.begin({ onError: "all-or-nothing" });
  let cancelled: Promise<unknown> | undefined;
  scene.onAfterCommit((operation) => {
    if (operation === "shelf.import.apply" && !cancelled)
      cancelled = scene.operations.cancel.run(scene.deps)(scene.actor(), { id });
  });
  await scene.run(id);
  await cancelled;
  expect(await scene.read(id)).toMatchObject({ status: "cancelled", created: 0 });
  expect(scene.shelf.size).toBe(0);
  await expect(scene.operations.resume.run(scene.deps)(scene.actor(), { id })).rejects.toMatchObject({
    code: "jobs.not-resumable",
  });
});

test("killed while taking back, all-or-nothing takes back the rest later", async () => {
  const scene = shelfScene(thingsFile(25), ["t20"]);
  const id = await scene.begin({ onError: "all-or-nothing" });
  let undone = 0;
  scene.onBeforeCommit((operation) => {
    if (operation !== "shelf.import.undo") return;
    undone += 1;
    if (undone === 3) throw new Error("killed");
  });
  await expect(scene.run(id)).rejects.toThrow("killed");
  expect(scene.shelf.size).toBeGreaterThan(0);
  await scene.run(id);
  expect(await scene.read(id)).toMatchObject({ status: "failed", failure: { code: "shelf.contested" } });
  expect(scene.shelf.size).toBe(0);
});

test("a job that never gets on is given up after five tries, and can be resumed", async () => {
  const scene = shelfScene(thingsFile(5));
  const id = await scene.begin();
  let broken = true;
  scene.onBeforeCommit((operation) => {
    if (broken && operation === "shelf.import.check") throw new Error("the table is away");
  });
  for (let n = 0; n < 6; n++) await expect(scene.run(id)).rejects.toThrow("the table is away");
  await scene.run(id);
  expect(await scene.read(id)).toMatchObject({ status: "failed", failure: { code: "jobs.gave-up" } });

  broken = false;
  await scene.operations.resume.run(scene.deps)(scene.actor(), { id });
  await scene.run(id);
  expect(await scene.read(id)).toMatchObject({ status: "succeeded", created: 5 });
});
