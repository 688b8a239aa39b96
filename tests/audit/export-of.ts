import { entryOf } from "#functions/audit/domain/entry.ts";
import { newExport } from "#functions/audit/domain/export-job.ts";
import type { SignedCheckpoint, Signer } from "#functions/audit/ports.ts";
import { sequence } from "#functions/audit/subscribers/sequence.ts";
import { writeExport } from "#functions/audit/subscribers/write-export.ts";
import {
  auditInMemory,
  exportsInMemory,
  fileInMemory,
  signerInMemory,
  vault,
} from "#tests/audit/audit-in-memory.ts";
import { actorFor, idOf } from "#tests/support/actors.ts";
import { memoryCommit } from "#tests/support/memory-commit.ts";

export const tenantId = idOf("tnt", 1);

export const recordAt = (n: number, more: object = {}) => ({
  id: idOf("cmd", n),
  time: new Date(Date.UTC(2026, 10, 20, 9) + n * 1000).toISOString(),
  tenantId,
  actor: { kind: "user" as const, id: idOf("usr", n % 3) },
  operation: n % 2 ? "clockIn" : "clockOut",
  requestId: `req-${n}`,
  key: `key-${n}`,
  outcome: "committed" as const,
  events: [{ id: idOf("evt", n), type: "time.punch-recorded.v1", data: { note: "ü ≠ u\u2028" } }],
  ...more,
});

const clock = () => new Date("2026-11-20T12:00:00Z");

/** A log of so many entries, placed in batches, and its export, by the very code that runs in production. */
export async function exportOf(
  size: number,
  batch = 7,
  signer: Signer = signerInMemory(),
): Promise<{
  readonly text: string;
  readonly checkpoints: readonly SignedCheckpoint[];
  readonly parts: number;
}> {
  const memory = auditInMemory();
  const { locked, lockAway } = vault();
  const place = sequence({ ...memory, signer, lockAway, clock, origin: "https://tenure.example" });
  for (let first = 0; first < size; first += batch) {
    const records = Array.from({ length: Math.min(batch, size - first) }, (_, at) => recordAt(first + at));
    for (const record of records) await memory.entries.append(entryOf(record));
    await place(
      tenantId,
      records.map(({ id }) => id),
    );
  }
  const { exports, jobs } = exportsInMemory();
  const { file, parts, text } = fileInMemory();
  const job = newExport(tenantId, idOf("aex", 1), clock());
  jobs.set(job.id, job);
  const { commit } = memoryCommit();
  const deps = { ...memory, exports, file, commit, clock, partBytes: 20_000, askToExport: async () => {} };
  await writeExport(deps)(actorFor({}, "owner"), job.id);
  return { text: text(), checkpoints: locked, parts: parts.length };
}
