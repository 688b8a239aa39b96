import type { Actor } from "#functions/kernel/actor.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { type Refusal, refuse } from "#functions/kernel/errors/app-error.ts";
import type { Files } from "#functions/kernel/files/files.ts";
import type { NewId } from "#functions/kernel/ids.ts";
import type { StepResult } from "#functions/kernel/jobs/import-work.ts";
import type { ImportJob, RowError } from "#functions/kernel/jobs/job.ts";
import type { SendJob } from "#functions/kernel/jobs/job-queue.ts";
import type { JobStore } from "#functions/kernel/jobs/job-store.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

/** What running jobs stands on. */
export interface JobDeps {
  readonly jobs: JobStore;
  readonly files: Files;
  readonly sendJob: SendJob;
  readonly commit: CommitWrites;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** One function invocation's hold on a job. */
export interface JobRun extends JobDeps {
  /** Marks the lease and the steps as this run's. */
  readonly holder: string;
  readonly timeLeft: () => number;
}

const leaseMs = 60_000;
const listedErrors = 10_000;
const errorsAStep = 500;

export const overtaken: Refusal = {
  kind: "conflict",
  code: "jobs.overtaken",
  message: "The job has changed meanwhile",
};

/** The job as it will be, a version on, the lease renewed. */
function moved(run: JobRun, job: ImportJob, to: Partial<ImportJob>): ImportJob {
  const now = run.clock();
  const until = new Date(now.getTime() + leaseMs).toISOString();
  const lease = { holder: run.holder, until };
  return { ...job, lease, ...to, version: job.version + 1, changedAt: now.toISOString() };
}

/** Keeps bookkeeping that is nobody's command: a lease, a place. */
export async function save(run: JobRun, job: ImportJob, to: Partial<ImportJob>): Promise<ImportJob> {
  const after = moved(run, job, to);
  if (!(await run.jobs.save(job, after))) refuse(overtaken.kind, overtaken.code, overtaken.message);
  return after;
}

/** The platform, carrying out what the person who started the job asked for. */
export function actorOf(job: ImportJob, step: string): Actor {
  const key = `${job.id}.${job.step + 1}`;
  return {
    requestId: job.requestId,
    address: "",
    command: { operation: `${job.kind}.${step}`, key, hash: key },
    tenantId: job.tenantId,
    subject: { kind: "system", id: job.kind },
    role: "system",
    onBehalfOf: job.startedBy,
    grants: {},
  };
}

type Effect = Pick<StepResult, "changes" | "events" | "errors" | "undo">;
// A page of errors must fit into an item, whatever stood in the file.
const clipped = ({ message, value, ...error }: RowError): RowError => ({
  ...error,
  message: message.slice(0, 300),
  ...(value !== undefined && { value: value.slice(0, 100) }),
});

const noEffect: Effect = { changes: [], events: [], errors: [] };

/** Commits a step's effect, what it found and the job's progress: all or none, once, by one run. */
export async function commitStep(
  run: JobRun,
  job: ImportJob,
  name: string,
  to: Partial<ImportJob>,
  effect: Effect = noEffect,
): Promise<ImportJob> {
  const { jobs } = run;
  const step = job.step + 1;
  const counts = to.counts ?? job.counts;
  const listed = effect.errors
    .slice(0, Math.min(errorsAStep, listedErrors - counts.errorsListed))
    .map(clipped);
  const after = moved(run, job, {
    ...to,
    step,
    attempts: 0,
    counts: { ...counts, errorsListed: counts.errorsListed + listed.length },
  });
  const keepsUndo = effect.undo !== undefined && job.onError === "all-or-nothing";
  const answer = await run.commit(actorOf(job, name), {
    changes: [
      jobs.change(job, after),
      ...(listed.length > 0 ? [jobs.addErrors(job, step, listed)] : []),
      ...(keepsUndo ? [jobs.addUndo(job, { step, undo: effect.undo })] : []),
      ...effect.changes,
    ],
    events: effect.events,
    answer: { holder: run.holder },
  });
  // A step that another run has made is not ours to go on from.
  if (answer.holder !== run.holder) refuse(overtaken.kind, overtaken.code, overtaken.message);
  return after;
}
