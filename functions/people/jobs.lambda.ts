import { SQSClient } from "@aws-sdk/client-sqs";
import { openFiles } from "#functions/kernel/files/open-files.ts";
import { dynamoJobs } from "#functions/kernel/jobs/dynamo-jobs.ts";
import { jobConsumer, sqsJobQueue } from "#functions/kernel/jobs/job-queue.ts";
import { jobRunner } from "#functions/kernel/jobs/run-job.ts";
import { openStamp } from "#functions/kernel/open-stamp.ts";
import { dynamoDepartments } from "#functions/people/adapters/dynamo-departments.ts";
import { dynamoEmployees } from "#functions/people/adapters/dynamo-employees.ts";
import { dynamoImportNotes } from "#functions/people/adapters/dynamo-import-notes.ts";
import { dynamoStructure } from "#functions/people/adapters/dynamo-structure.ts";
import { peopleEnv } from "#functions/people/env.ts";
import { peopleImport } from "#functions/people/imports/people-import.ts";

const env = peopleEnv.parse(process.env);
const stamp = openStamp(env);
const { documents, commit, clock, newId } = stamp;

const work = peopleImport({
  employees: dynamoEmployees(documents, env.TENANT_TABLE),
  departments: dynamoDepartments(documents, env.TENANT_TABLE),
  structure: dynamoStructure(documents, env.TENANT_TABLE),
  notes: dynamoImportNotes(documents, env.TENANT_TABLE, clock),
  clock,
  newId,
});

export const handler = jobConsumer(
  stamp,
  jobRunner(
    {
      jobs: dynamoJobs(documents, env.TENANT_TABLE, clock),
      files: openFiles(stamp),
      sendJob: sqsJobQueue(new SQSClient(), env.JOBS_QUEUE_URL),
      commit,
      clock,
      newId,
    },
    work,
  ),
);
