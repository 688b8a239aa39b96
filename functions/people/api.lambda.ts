import { SQSClient } from "@aws-sdk/client-sqs";
import { openFiles } from "#functions/kernel/files/open-files.ts";
import { httpApi } from "#functions/kernel/http/http-api.ts";
import { dynamoJobs } from "#functions/kernel/jobs/dynamo-jobs.ts";
import { sqsJobQueue } from "#functions/kernel/jobs/job-queue.ts";
import { openStamp } from "#functions/kernel/open-stamp.ts";
import { dynamoDepartments } from "#functions/people/adapters/dynamo-departments.ts";
import { dynamoEmployees } from "#functions/people/adapters/dynamo-employees.ts";
import { dynamoStructure } from "#functions/people/adapters/dynamo-structure.ts";
import { peopleEnv } from "#functions/people/env.ts";
import { peoplePermissions } from "#functions/people/permissions.ts";
import { peopleRoutes } from "#functions/people/routes.ts";

const env = peopleEnv.parse(process.env);
const stamp = openStamp(env);
const { documents, commit, clock, newId } = stamp;

export const handler = httpApi(stamp, {
  routes: peopleRoutes,
  permissions: peoplePermissions,
  deps: {
    employees: dynamoEmployees(documents, env.TENANT_TABLE),
    departments: dynamoDepartments(documents, env.TENANT_TABLE),
    structure: dynamoStructure(documents, env.TENANT_TABLE),
    jobs: dynamoJobs(documents, env.TENANT_TABLE, clock),
    files: openFiles(stamp),
    sendJob: sqsJobQueue(new SQSClient(), env.JOBS_QUEUE_URL),
    commit,
    clock,
    newId,
  },
});
