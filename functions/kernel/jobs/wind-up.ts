import type { ImportWork } from "#functions/kernel/jobs/import-work.ts";
import type { ImportJob } from "#functions/kernel/jobs/job.ts";
import { actorOf, commitStep, type JobRun, save } from "#functions/kernel/jobs/job-run.ts";

/** How a job ends. */
export interface Outcome {
  readonly status: "succeeded" | "failed" | "cancelled";
  readonly failure?: ImportJob["failure"];
}

/** Ends the job. */
export const finish = (
  run: JobRun,
  job: ImportJob,
  outcome: Outcome,
  more: Partial<ImportJob> = {},
): Promise<ImportJob> =>
  commitStep(run, job, outcome.status, { ...outcome, lease: undefined, unwinding: undefined, ...more });

/** Ends a job before its end: at once, or by first taking back what all-or-nothing has applied. */
export const windUp = (
  run: JobRun,
  job: ImportJob,
  { status, failure }: Outcome & { readonly status: "failed" | "cancelled" },
): Promise<ImportJob> =>
  job.mode === "apply" && job.onError === "all-or-nothing"
    ? save(run, job, { unwinding: { status, ...(failure && { failure }) } })
    : finish(run, job, { status, failure });

/** Takes back the latest step that still stands; when none does, the job is over, with nothing applied. */
export async function unwindStep<Item>(
  run: JobRun,
  work: ImportWork<Item>,
  job: ImportJob,
  outcome: NonNullable<ImportJob["unwinding"]>,
): Promise<ImportJob> {
  const note = await run.jobs.lastUndo(job);
  if (!note) {
    const counts = { ...job.counts, created: 0, updated: 0, unchanged: 0 };
    return finish(run, job, outcome, { counts });
  }
  const effect = await work.undo(actorOf(job, "undo"), job, note.undo);
  const changes = [run.jobs.dropUndo(job, note.step), ...effect.changes];
  return commitStep(run, job, "undo", {}, { ...effect, changes });
}
