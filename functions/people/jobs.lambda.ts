import { jobConsumer } from "#functions/kernel/jobs/job-queue.ts";
import { openJobs } from "#functions/kernel/jobs/open-jobs.ts";
import { jobRunner } from "#functions/kernel/jobs/run-job.ts";
import { openStamp } from "#functions/kernel/open-stamp.ts";
import { dynamoImportNotes } from "#functions/people/adapters/dynamo-import-notes.ts";
import { peopleStores } from "#functions/people/adapters/people-stores.ts";
import { peopleEnv } from "#functions/people/env.ts";
import { peopleImport } from "#functions/people/imports/people-import.ts";

const env = peopleEnv.parse(process.env);
const stamp = openStamp(env);
const { documents, clock, newId } = stamp;

const work = peopleImport({
  ...peopleStores(stamp),
  notes: dynamoImportNotes(documents, env.TENANT_TABLE, clock),
  clock,
  newId,
});

export const handler = jobConsumer(stamp, jobRunner(openJobs(stamp, env.JOBS_QUEUE_URL), work));
