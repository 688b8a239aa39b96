import { expect, test } from "vitest";
import { entryOf } from "#functions/audit/domain/entry.ts";
import { newExport } from "#functions/audit/domain/export-job.ts";
import { failExport } from "#functions/audit/subscribers/fail-export.ts";
import { sequence } from "#functions/audit/subscribers/sequence.ts";
import { writeExport } from "#functions/audit/subscribers/write-export.ts";
import {
  auditInMemory,
  exportsInMemory,
  fileInMemory,
  signerInMemory,
  vault,
} from "#tests/audit/audit-in-memory.ts";
import { exportOf, recordAt, tenantId } from "#tests/audit/export-of.ts";
import { actorFor, idOf } from "#tests/support/actors.ts";
import { memoryCommit } from "#tests/support/memory-commit.ts";

const exportId = idOf("aex", 1);
const actor = () => actorFor({}, "owner");

async function start(size: number) {
  const memory = auditInMemory();
  let now = Date.parse("2026-11-20T12:00:00Z");
  const clock = () => new Date(now);
  const { lockAway } = vault();
  for (let n = 0; n < size; n++) await memory.entries.append(entryOf(recordAt(n)));
  const place = sequence({
    ...memory,
    signer: signerInMemory(),
    lockAway,
    clock,
    origin: "https://tenure.example",
  });
  await place(tenantId, [...memory.kept.keys()]);
  const { exports, jobs } = exportsInMemory();
  jobs.set(exportId, newExport(tenantId, exportId, clock()));
  const file = fileInMemory();
  const { commit, events } = memoryCommit();
  const asked: string[] = [];
  const askToExport = async (_tenantId: string, id: string) => void asked.push(id);
  const deps = { ...memory, exports, file: file.file, commit, clock, partBytes: 20_000, askToExport };
  return {
    deps,
    jobs,
    file,
    events,
    asked,
    place,
    pass: (ms: number) => {
      now += ms;
    },
    job: () => jobs.get(exportId),
  };
}

test("the parts of a file make one whole, and the end is told", async () => {
  const { deps, file, events, job } = await start(200);
  await writeExport(deps)(actor(), exportId);

  expect(job()).toMatchObject({ status: "succeeded", processed: 200, checkpoint: { size: 200 } });
  expect(file.parts.length).toBeGreaterThan(2);
  expect(file.text().trimEnd().split("\n")).toHaveLength(202);
  expect(events).toMatchObject([
    { contract: { type: "audit.export-completed.v1" }, data: { exportId, size: 200 } },
  ]);
});

test("when its time is over it leaves itself a message, and goes on where it was", async () => {
  const { deps, file, asked, pass, job } = await start(200);
  const slow = {
    ...deps.file,
    write: async (...args: Parameters<typeof deps.file.write>) => {
      pass(61_000);
      return deps.file.write(...args);
    },
  };
  for (let slice = 0; slice < 20 && job()?.status !== "succeeded"; slice++)
    await writeExport({ ...deps, file: slow })(actor(), exportId);

  expect(asked.length).toBeGreaterThan(2);
  expect(file.text()).toBe((await sameFile(deps)).text);
});

// What one run in one slice writes, of the same log.
async function sameFile(deps: Awaited<ReturnType<typeof start>>["deps"]) {
  const { exports, jobs } = exportsInMemory();
  const file = fileInMemory();
  jobs.set(exportId, newExport(tenantId, exportId, deps.clock()));
  const { commit } = memoryCommit();
  await writeExport({ ...deps, exports, commit, file: file.file })(actor(), exportId);
  return { text: file.text() };
}

test("a run that is killed between any two steps is taken up, and the file is the same", async () => {
  for (let fatal = 1; fatal <= 12; fatal++) {
    const { deps, file, job } = await start(150);
    let calls = 0;
    const dying =
      <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
      async (...args: A) => {
        calls += 1;
        if (calls === fatal) throw new Error("killed");
        const result = await call(...args);
        calls += 1;
        if (calls === fatal) throw new Error("killed");
        return result;
      };
    const { begin, write, finish } = deps.file;
    const exports = { ...deps.exports, save: dying(deps.exports.save) };
    const mortal = {
      ...deps,
      exports,
      file: { begin: dying(begin), write: dying(write), finish: dying(finish) },
    };
    await writeExport(mortal)(actor(), exportId).catch(() => {});
    await writeExport(mortal)(actor(), exportId);

    expect(job()?.status).toBe("succeeded");
    expect(file.text().trimEnd().split("\n")).toHaveLength(152);
  }
});

test("entries that are placed while it writes are for the next export", async () => {
  const { deps, file, place, job } = await start(70);
  const write = async (...args: Parameters<typeof deps.file.write>) => {
    await deps.entries.append(entryOf(recordAt(500)));
    await place(tenantId, [recordAt(500).id]);
    return deps.file.write(...args);
  };
  await writeExport({ ...deps, partBytes: 100, file: { ...deps.file, write } })(actor(), exportId);

  expect(job()).toMatchObject({ status: "succeeded", processed: 70 });
  expect(file.text()).not.toContain(recordAt(500).id);
});

test("an export that nobody will try again has failed", async () => {
  const { deps, job } = await start(1);
  await failExport(deps.exports, tenantId, exportId);
  expect(job()).toMatchObject({ status: "failed", failure: { code: "audit.export-failed" } });
  await writeExport(deps)(actor(), exportId);
  expect(job()?.status).toBe("failed");
});

test("a small log is one part", async () => {
  expect((await exportOf(3)).parts).toBe(1);
});
