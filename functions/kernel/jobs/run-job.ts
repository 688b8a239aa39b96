import { AppError } from "#functions/kernel/errors/app-error.ts";
import type { ImportWork } from "#functions/kernel/jobs/import-work.ts";
import type { ImportJob } from "#functions/kernel/jobs/job.ts";
import type { RunJob } from "#functions/kernel/jobs/job-queue.ts";
import { type JobDeps, type JobRun, overtaken, save } from "#functions/kernel/jobs/job-run.ts";
import { openPlan, type PlanUnderWay } from "#functions/kernel/jobs/plan-under-way.ts";
import { finish, unwindStep, windUp } from "#functions/kernel/jobs/wind-up.ts";

/** Time kept for the last step and the handing over. */
const reserveMs = 15_000;
const mostAttempts = 5;
const mostHops = 2_000;

/**
 * Carries jobs on, step after step, until the time left is short; then the job sends itself on. Each step's effect,
 * errors, counts and place commit in one transaction under its own command key, so that a step that was killed or
 * delivered twice is made once, and progress never goes back. A lease keeps a second run away; should it get in all
 * the same, the job's version lets only one of the two commit. A request to cancel is honoured before the next step.
 * A job that was taken up five times without getting on fails with `jobs.gave-up`.
 */
export const jobRunner =
  <Item>(deps: JobDeps, work: ImportWork<Item>): RunJob =>
  async (tenantId, jobId, timeLeft) => {
    const run: JobRun = { ...deps, holder: deps.newId("run"), timeLeft };
    const job = await takeUp(run, tenantId, jobId);
    if (!job) return;
    const plan = openPlan(run, work);
    try {
      await carryOn({ ...run, work, plan }, job);
    } finally {
      await plan.close();
    }
  };

interface Run<Item> extends JobRun {
  readonly work: ImportWork<Item>;
  readonly plan: PlanUnderWay;
}

const isOpen = ({ status }: ImportJob): boolean => status === "queued" || status === "running";

async function takeUp(run: JobRun, tenantId: string, jobId: string): Promise<ImportJob | undefined> {
  const job = await run.jobs.find(tenantId, jobId);
  if (!job || !isOpen(job)) return undefined;
  if (job.lease && Date.parse(job.lease.until) > run.clock().getTime()) return undefined;
  return orOvertaken(() => save(run, job, { status: "running", attempts: job.attempts + 1 }));
}

async function carryOn<Item>(run: Run<Item>, taken: ImportJob): Promise<void> {
  let job: ImportJob | undefined = taken;
  while (job && isOpen(job)) {
    if (!job.lease) return run.sendJob(job.tenantId, job.id);
    const current: ImportJob = job;
    job = (await orOvertaken(() => nextOrFailed(run, current))) ?? (await mineStill(run, current));
  }
}

/** Asked to cancel, a run's job has changed and is still its own; else somebody else has it. */
async function mineStill<Item>(run: Run<Item>, { tenantId, id }: ImportJob): Promise<ImportJob | undefined> {
  await run.plan.close();
  const job = await run.jobs.find(tenantId, id);
  return job?.lease?.holder === run.holder ? job : undefined;
}

async function nextOrFailed<Item>(run: Run<Item>, job: ImportJob): Promise<ImportJob> {
  try {
    return await next(run, job);
  } catch (error) {
    if (isOvertaken(error)) throw error;
    const passes = !(error instanceof AppError) || error.kind === "unavailable";
    if (!passes) return windUp(run, job, { status: "failed", failure: failureOf(error) });
    // The queue gives the message again, and another run takes the job up.
    await run.jobs.save(job, { ...job, lease: undefined, version: job.version + 1 });
    throw error;
  }
}

const failureOf = ({ code, message }: AppError) => ({ code, message });

function next<Item>(run: Run<Item>, job: ImportJob): Promise<ImportJob> {
  const stuck = stuckBecause(job);
  if (stuck) return giveUp(run, job, stuck);
  if (run.timeLeft() < reserveMs)
    return save(run, job, { lease: undefined, hops: job.hops + 1, attempts: 0 });
  if (job.unwinding) return unwindStep(run, run.work, job, job.unwinding);
  if (job.cancelRequested) return windUp(run, job, { status: "cancelled" });
  return run.plan.next(job);
}

function stuckBecause({ attempts, hops }: ImportJob): ImportJob["failure"] {
  if (attempts > mostAttempts)
    return { code: "jobs.gave-up", message: "The job was taken up five times and did not get on" };
  if (hops > mostHops) return { code: "jobs.too-long", message: "The job took too long" };
  return undefined;
}

// What cannot even be taken back rests as failed, and is taken back when the job is resumed.
const giveUp = <Item>(run: Run<Item>, job: ImportJob, failure: ReturnType<typeof failureOf>) =>
  job.unwinding
    ? finish(run, job, { status: "failed", failure }, { unwinding: job.unwinding })
    : windUp(run, { ...job, attempts: 0, hops: 0 }, { status: "failed", failure });

const isOvertaken = (error: unknown): boolean => error instanceof AppError && error.code === overtaken.code;

async function orOvertaken<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isOvertaken(error)) return undefined;
    throw error;
  }
}
