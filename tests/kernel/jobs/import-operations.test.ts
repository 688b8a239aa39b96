import { expect, test } from "vitest";
import { checked } from "#functions/kernel/http/faults.ts";
import { importOperations } from "#functions/kernel/jobs/import-operations.ts";
import { peopleImportApi } from "#functions/people/imports/people-import-api.ts";
import { shelfScene, thingsFile } from "#tests/kernel/jobs/fixture-work.ts";

test("opening an import says where to upload, with what headers; a repeated command the same once more", async () => {
  const { deps, operations, actor } = shelfScene("id\n");
  const who = actor();
  const input = { mode: "apply", onError: "keep-good" } as const;
  const first = await operations.start.run(deps)(who, input);

  expect(first).toMatchObject({ status: "awaiting-upload", total: null, uploads: [{ name: "things" }] });
  expect(first.uploads[0]?.url).toContain(`/T/${who.tenantId}/shelf/${first.id}/things.csv`);
  expect(first.uploads[0]?.headers).toEqual({ "content-type": "text/csv" });
  expect(await operations.start.run(deps)(who, input)).toEqual(first);
});

test("an import cannot start without its file", async () => {
  const { deps, operations, actor, create } = shelfScene("id\n");
  const { id } = await create({});
  const start = operations.run.run({ ...deps, files: { ...deps.files, find: async () => undefined } });
  await expect(start(actor(), { id })).rejects.toMatchObject({ kind: "conflict", code: "jobs.file-missing" });
});

test("a file over 256 MiB is refused before it is read", async () => {
  const { deps, operations, actor, create } = shelfScene("id\n");
  const { id } = await create({});
  const find = async () => ({ bytes: 256 * 1024 ** 2 + 1, etag: "x" });
  const start = operations.run.run({ ...deps, files: { ...deps.files, find } });
  await expect(start(actor(), { id })).rejects.toMatchObject({
    kind: "too-large",
    code: "jobs.file-too-large",
  });
});

test("started again, an import is only sent on its way again; over, it does not start", async () => {
  const { deps, operations, actor, begin, run, sent } = shelfScene(thingsFile(3));
  const id = await begin();
  const again = operations.run.run(deps);
  expect(await again(actor(), { id })).toMatchObject({ status: "queued" });
  expect(sent).toEqual([id, id]);
  await run(id);
  await expect(again(actor(), { id })).rejects.toMatchObject({ code: "jobs.not-startable" });
});

test("a file that changes after the start fails the job", async () => {
  const { deps, begin, run, read } = shelfScene(thingsFile(3));
  const id = await begin();
  const { etag } = (await deps.jobs.find("tnt_00000000000000000000000001", id))?.files[0] ?? {};
  const job = await deps.jobs.find("tnt_00000000000000000000000001", id);
  if (job)
    await deps.jobs.save(job, {
      ...job,
      version: 3,
      files: [{ ...job.files[0], etag: `${etag}0` } as never],
    });
  await run(id);
  expect(await read(id)).toMatchObject({ status: "failed", failure: { code: "jobs.file-changed" } });
});

test("an import that awaits its file is cancelled at once; one that is over cannot be", async () => {
  const { deps, operations, actor, create } = shelfScene("id\n");
  const { id } = await create({});
  const cancel = operations.cancel.run(deps);
  expect(await cancel(actor(), { id })).toMatchObject({ status: "cancelled" });
  await expect(cancel(actor(), { id })).rejects.toMatchObject({ code: "jobs.not-running" });
  await expect(operations.resume.run(deps)(actor(), { id })).rejects.toMatchObject({
    code: "jobs.not-resumable",
  });
});

test("whoever reads an import that nobody is at work on sends it on its way again", async () => {
  const { begin, read, later, sent } = shelfScene(thingsFile(3));
  const id = await begin();
  await read(id);
  expect(sent.length).toBe(1);
  later(61_000);
  await read(id);
  expect(sent.length).toBe(2);
});

test("an unknown import, and one of another kind, are the same: not there", async () => {
  const { deps, operations, actor, begin } = shelfScene("id\n");
  const id = await begin();
  const kept = await deps.jobs.find("tnt_00000000000000000000000001", id);
  const other = {
    ...deps,
    jobs: { ...deps.jobs, find: async () => kept && { ...kept, kind: "other.import" } },
  };
  for (const [given, asked] of [
    [deps, "imp_0000000000000000000000000z"],
    [other, id],
  ] as const)
    await expect(operations.read.run(given)(actor(), { id: asked })).rejects.toMatchObject({
      kind: "not-found",
      code: "jobs.no-such-job",
    });
});

test("errors come page by page; a foreign cursor is refused", async () => {
  const bad = Array.from({ length: 30 }, (_, n) => n + 1);
  const { deps, operations, actor, begin, run } = shelfScene(thingsFile(30, bad));
  const id = await begin();
  await run(id);
  const list = operations.listErrors.run(deps);
  const rows: number[] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await list(actor(), { id, limit: 7, cursor });
    rows.push(...items.map(({ row }) => row));
    cursor = nextCursor ?? undefined;
  } while (cursor);
  expect(rows).toEqual(bad.map((n) => n + 1));
  await expect(list(actor(), { id, limit: 7, cursor: "bm9wZQ" })).rejects.toMatchObject({
    code: "request.cursor-invalid",
  });
});

test("a form of dates that nobody knows is refused when the import is opened, by its path", () => {
  const { input } = importOperations(peopleImportApi).start;
  const mapping = { externalId: "Id", hireDate: { column: "Hired", format: "bogus" } };
  expect(checked(input, { mapping })).toEqual({
    faults: [{ path: "mapping.hireDate.format", message: expect.stringContaining("DD/MM/YYYY") }],
  });
});
