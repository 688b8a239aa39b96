import { expect, test } from "vitest";
import { shelfScene, thingsFile } from "#tests/kernel/jobs/fixture-work.ts";

test("good rows are applied, bad ones listed by row and column", async () => {
  const scene = shelfScene(thingsFile(25, [3, 17]));
  const id = await scene.begin();
  await scene.run(id);

  expect(await scene.read(id)).toMatchObject({
    status: "succeeded",
    phase: "over",
    processed: 25,
    total: 25,
    created: 23,
    failed: 2,
  });
  expect(scene.shelf.size).toBe(23);
  expect(await scene.errors(id)).toMatchObject([
    { row: 4, column: "amount", code: "shelf.bad", value: "bad" },
    { row: 18, column: "amount", code: "shelf.bad" },
  ]);
});

test("a dry run says what would be, and applies nothing", async () => {
  const scene = shelfScene(thingsFile(25, [3]));
  const id = await scene.begin({ mode: "dry-run" });
  await scene.run(id);

  expect(await scene.read(id)).toMatchObject({ status: "succeeded", created: 24, failed: 1, processed: 25 });
  expect(scene.shelf.size).toBe(0);
});

test("all-or-nothing applies nothing when a row is bad, wherever it stands", async () => {
  const scene = shelfScene(thingsFile(25, [25]));
  const id = await scene.begin({ onError: "all-or-nothing" });
  await scene.run(id);

  expect(await scene.read(id)).toMatchObject({
    status: "failed",
    failure: { code: "jobs.rows-refused" },
    created: 0,
    failed: 1,
  });
  expect(scene.shelf.size).toBe(0);
});

test("all-or-nothing takes back what it applied when a conflict shows only then", async () => {
  const scene = shelfScene(thingsFile(25), ["t20"]);
  const id = await scene.begin({ onError: "all-or-nothing" });
  await scene.run(id);

  const { failure, ...job } = await scene.read(id);
  expect(job).toMatchObject({ status: "failed", created: 0 });
  expect(failure).toEqual({ code: "shelf.contested", message: "Row 21: somebody holds it" });
  expect(scene.shelf.size).toBe(0);
  expect(scene.history.some(({ counts }) => counts.created > 0)).toBe(true);
});

test("a row that is contested only when applied is listed, and its neighbours are applied", async () => {
  const scene = shelfScene(thingsFile(25), ["t6", "t20"]);
  const id = await scene.begin();
  await scene.run(id);

  expect(await scene.read(id)).toMatchObject({ status: "succeeded", created: 23, failed: 2, processed: 25 });
  expect((await scene.errors(id)).map(({ row, code }) => [row, code])).toEqual([
    [7, "shelf.contested"],
    [21, "shelf.contested"],
  ]);
});

test.each([
  ["nothing at all", "", "jobs.file-empty"],
  ["a missing column", "name,amount\na,1\n", "jobs.missing-column"],
  ["another encoding", Buffer.from("id\nJos\xe9\n", "latin1"), "jobs.file-encoding"],
  ["an endless row", `id\n${"x".repeat(70_000)}`, "jobs.row-too-long"],
])("a file with %s fails the job early", async (_name, content, code) => {
  const scene = shelfScene(content);
  const id = await scene.begin();
  await scene.run(id);
  expect(await scene.read(id)).toMatchObject({ status: "failed", failure: { code }, created: 0 });
});

test("a job of headings alone succeeds with nothing", async () => {
  const scene = shelfScene("id,amount\n");
  const id = await scene.begin();
  await scene.run(id);
  expect(await scene.read(id)).toMatchObject({ status: "succeeded", processed: 0, total: 0, created: 0 });
});

test("when its time is short, a job sends itself on and is carried on from there", async () => {
  const scene = shelfScene(thingsFile(25));
  const id = await scene.begin();
  let hops = 0;
  while ((await scene.read(id)).status !== "succeeded") {
    let steps = 2;
    await scene.run(id, () => (steps-- > 0 ? 100_000 : 1_000));
    hops += 1;
  }
  expect(hops).toBeGreaterThan(5);
  expect(scene.sent.length).toBe(hops);
  expect(scene.shelf.size).toBe(25);
  expect(await scene.read(id)).toMatchObject({ created: 25, processed: 25 });
});

test("progress never goes back", async () => {
  const scene = shelfScene(thingsFile(40, [2, 9, 30]), ["t12"]);
  const id = await scene.begin();
  await scene.run(id);
  const processed = scene.history.map((job) => job.processed);
  expect(processed).toEqual(processed.toSorted((a, b) => a - b));
});
