import * as z from "zod";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import type { Files } from "#functions/kernel/files/files.ts";
import { commanded, type ImportApi, type ImportDeps, jobOf } from "#functions/kernel/jobs/import-api.ts";
import {
  exampleBeginning,
  exampleView,
  importId,
  importView,
  viewOf,
} from "#functions/kernel/jobs/import-view.ts";
import type { ImportJob } from "#functions/kernel/jobs/job.ts";
import { operation } from "#functions/kernel/operation.ts";

// Some four million rows: what is larger is no list of people or punches, and would take hours to be wrong about.
const largestFile = 256 * 1024 ** 2;

/** Sets an import going once its files are there. A started one is only sent on its way again. */
export const runImport = (api: ImportApi) =>
  operation({
    name: `run${api.noun}`,
    summary: "Carry out an import whose files have been uploaded.",
    permission: api.permission,
    input: z.strictObject({ id: importId }),
    output: importView,
    problems: [
      "jobs.no-such-job",
      "jobs.file-missing",
      "jobs.file-too-large",
      "jobs.not-startable",
      "jobs.overtaken",
    ],
    example: {
      input: { id: exampleView.id },
      output: exampleBeginning,
    },
    run:
      ({ jobs, files, sendJob, commit, clock }: ImportDeps) =>
      async (actor, { id }) => {
        const job = await jobOf({ jobs }, api, actor, id);
        if (job.status !== "awaiting-upload" && job.status !== "queued" && job.status !== "running")
          refuse("conflict", "jobs.not-startable", `The import has ${job.status}; open a new one`);
        const started = job.status === "awaiting-upload" ? await queued(files, job, clock) : job;
        const changes = started === job ? [] : [jobs.change(job, started)];
        const kept = await commit(actor, { changes, events: [], answer: viewOf(started) });
        await sendJob(actor.tenantId, id);
        return kept;
      },
  });

async function queued(files: Files, job: ImportJob, clock: ImportDeps["clock"]): Promise<ImportJob> {
  const found = await Promise.all(
    job.files.map(async (file) => {
      const facts = await files.find(file.key);
      if (!facts) refuse("conflict", "jobs.file-missing", `The file "${file.name}" has not been uploaded`);
      if (facts.bytes > largestFile)
        refuse("too-large", "jobs.file-too-large", `The file "${file.name}" is larger than 256 MiB`);
      return { ...file, ...facts };
    }),
  );
  return commanded(job, clock, { status: "queued", files: found });
}
