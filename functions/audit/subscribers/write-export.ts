import { exportCompletedV1 } from "#events/audit/export-completed.v1.ts";
import { fact } from "#events/envelope.ts";
import { advance, type ExportJob, isOver } from "#functions/audit/domain/export-job.ts";
import { exportKey } from "#functions/audit/domain/export-key.ts";
import type { AskToExport, Exports, Log, PartedFile } from "#functions/audit/ports.ts";
import { nextPart, type PartDeps } from "#functions/audit/subscribers/export-part.ts";
import type { Actor } from "#functions/kernel/actor.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

export interface WriteExportDeps extends PartDeps {
  readonly exports: Exports;
  readonly log: Log;
  readonly file: PartedFile;
  readonly askToExport: AskToExport;
  readonly commit: CommitWrites;
  readonly clock: Clock;
}

/** A slice, well below the function's two minutes. */
const sliceMs = 60_000;

/**
 * Writes an export, part by part, until it is done or its slice of time is over; then it leaves itself a message. Every
 * part is kept before the next begins, so a slice that was killed goes on from the last.
 */
export const writeExport =
  (deps: WriteExportDeps) =>
  async (actor: Actor, exportId: string): Promise<void> => {
    const until = deps.clock().getTime() + sliceMs;
    let job = await deps.exports.find(actor.tenantId, exportId);
    while (job && !isOver(job)) {
      if (deps.clock().getTime() > until) return deps.askToExport(job.tenantId, job.id);
      job = await step(deps, actor, job);
    }
  };

function step(deps: WriteExportDeps, actor: Actor, job: ExportJob): Promise<ExportJob> {
  if (job.upload === undefined || job.checkpoint === undefined) return begin(deps, job);
  if (job.processed < job.checkpoint.size) return writePart(deps, job, job.upload, job.checkpoint);
  return finish(deps, actor, job, job.upload, job.checkpoint);
}

const saved = async ({ exports }: WriteExportDeps, job: ExportJob): Promise<ExportJob> => {
  await exports.save(job);
  return job;
};

// The request itself is a command: by the time it has run for a while there is a checkpoint.
async function begin(deps: WriteExportDeps, job: ExportJob): Promise<ExportJob> {
  const { checkpoint } = await deps.log.head(job.tenantId);
  if (checkpoint === undefined) throw new Error("There is no checkpoint yet");
  const upload = await deps.file.begin(exportKey(job));
  return saved(deps, advance(job, { status: "running", checkpoint, upload }));
}

type End = NonNullable<ExportJob["checkpoint"]>;

async function writePart(
  deps: WriteExportDeps,
  job: ExportJob,
  upload: string,
  end: End,
): Promise<ExportJob> {
  const { bytes, processed } = await nextPart(deps, job, end);
  const tag = await deps.file.write(exportKey(job), upload, job.parts.length + 1, bytes);
  return saved(deps, advance(job, { parts: [...job.parts, tag], processed }));
}

async function finish(
  { file, exports, commit }: WriteExportDeps,
  actor: Actor,
  job: ExportJob,
  upload: string,
  { size, root }: End,
): Promise<ExportJob> {
  await file.finish(exportKey(job), upload, job.parts);
  const done = advance(job, { status: "succeeded" });
  await commit(actor, {
    changes: [exports.complete(done)],
    events: [fact(exportCompletedV1, { sequence: 2, data: { exportId: job.id, size, root } })],
    answer: null,
  });
  return done;
}
