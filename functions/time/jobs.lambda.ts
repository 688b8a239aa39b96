import { jobConsumer } from "#functions/kernel/jobs/job-queue.ts";
import { openJobs } from "#functions/kernel/jobs/open-jobs.ts";
import { jobRunner } from "#functions/kernel/jobs/run-job.ts";
import { openStamp } from "#functions/kernel/open-stamp.ts";
import { timeStores } from "#functions/time/adapters/time-stores.ts";
import { timeEnv } from "#functions/time/env.ts";
import { timeImport } from "#functions/time/imports/time-import.ts";

const env = timeEnv.parse(process.env);
const stamp = openStamp(env);
const { clock, newId } = stamp;

export const handler = jobConsumer(
  stamp,
  jobRunner(openJobs(stamp, env.JOBS_QUEUE_URL), timeImport({ ...timeStores(stamp), clock, newId })),
);
