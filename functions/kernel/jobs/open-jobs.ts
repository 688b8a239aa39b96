import { SQSClient } from "@aws-sdk/client-sqs";
import { openFiles } from "#functions/kernel/files/open-files.ts";
import { dynamoJobs } from "#functions/kernel/jobs/dynamo-jobs.ts";
import { sqsJobQueue } from "#functions/kernel/jobs/job-queue.ts";
import type { JobDeps } from "#functions/kernel/jobs/job-run.ts";
import type { Stamp } from "#functions/kernel/stamp.ts";

/** What a context's imports stand on, in a stamp: for the operations that ask for them and for the runner. */
export function openJobs(stamp: Stamp, queueUrl: string): JobDeps {
  const { documents, env, commit, clock, newId } = stamp;
  return {
    jobs: dynamoJobs(documents, env.TENANT_TABLE, clock),
    files: openFiles(stamp),
    sendJob: sqsJobQueue(new SQSClient(), queueUrl),
    commit,
    clock,
    newId,
  };
}
