import * as z from "zod";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { commanded, type ImportApi, type ImportDeps, jobOf } from "#functions/kernel/jobs/import-api.ts";
import { exampleView, importId, importView, viewOf } from "#functions/kernel/jobs/import-view.ts";
import type { ImportJob } from "#functions/kernel/jobs/job.ts";
import { operation } from "#functions/kernel/operation.ts";

type Deps = Pick<ImportDeps, "jobs" | "sendJob" | "commit" | "clock">;

const input = z.strictObject({ id: importId });

/**
 * Stops an import: one that waits for its files at once, one that runs before its next step. What it has applied
 * stays, or, for all-or-nothing, is undone first.
 */
export const cancelImport = (api: ImportApi) =>
  operation({
    name: `cancel${api.noun}`,
    summary: "Cancel an import; it stops before its next step.",
    permission: api.permission,
    input,
    output: importView,
    problems: ["jobs.no-such-job", "jobs.not-running", "jobs.overtaken"],
    example: {
      input: { id: exampleView.id },
      output: { ...exampleView, status: "running", phase: "applying" },
    },
    run:
      ({ jobs, sendJob, commit, clock }: Deps) =>
      async (actor, { id }) => {
        const job = await jobOf({ jobs }, api, actor, id);
        if (job.status === "awaiting-upload") {
          const after = commanded(job, clock, { status: "cancelled" });
          return commit(actor, { changes: [jobs.change(job, after)], events: [], answer: viewOf(after) });
        }
        const answer = viewOf({ ...job, cancelRequested: true });
        const kept = await commit(actor, { changes: [jobs.requestCancel(job)], events: [], answer });
        // Nobody may be at work on it just now.
        await sendJob(actor.tenantId, id);
        return kept;
      },
  });

/** Takes up an import that failed or was cancelled, where it stopped. One that undid its work has to be begun anew. */
export const resumeImport = (api: ImportApi) =>
  operation({
    name: `resume${api.noun}`,
    summary: "Carry on an import that failed or was cancelled, from where it stopped.",
    permission: api.permission,
    input,
    output: importView,
    problems: ["jobs.no-such-job", "jobs.not-resumable", "jobs.overtaken"],
    example: {
      input: { id: exampleView.id },
      output: { ...exampleView, status: "queued", phase: "waiting" },
    },
    run:
      ({ jobs, sendJob, commit, clock }: Deps) =>
      async (actor, { id }) => {
        const job = await jobOf({ jobs }, api, actor, id);
        const after = isUnderWay(job) ? job : commanded(resumable(job), clock, afresh);
        const changes = after === job ? [] : [jobs.change(job, after)];
        const kept = await commit(actor, { changes, events: [], answer: viewOf(after) });
        await sendJob(actor.tenantId, id);
        return kept;
      },
  });

const afresh: Partial<ImportJob> = {
  status: "queued",
  failure: undefined,
  cancelRequested: undefined,
  lease: undefined,
  attempts: 0,
  hops: 0,
};

const isUnderWay = ({ status }: ImportJob): boolean => status === "queued" || status === "running";

function resumable(job: ImportJob): ImportJob {
  const { status, files, onError, mode, unwinding } = job;
  // A job whose files were never there has nothing to carry on; one that took its work back has to be begun anew.
  const hasFiles = files.every(({ etag }) => etag !== undefined);
  const standsAsItStopped = unwinding !== undefined || mode === "dry-run" || onError === "keep-good";
  return status !== "succeeded" && hasFiles && standsAsItStopped
    ? job
    : refuse("conflict", "jobs.not-resumable", "This import cannot be carried on; open a new one");
}
