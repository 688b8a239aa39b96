import { Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { PeopleEnv } from "#functions/people/env.ts";
import { contextApi } from "#lib/constructs/context-api.ts";
import { jobRunner, jobsQueue } from "#lib/constructs/job-runner.ts";
import type { Ground } from "#lib/ground.ts";

export class People extends Stack {
  constructor(scope: Construct, id: string, ground: Ground) {
    super(scope, id);
    const queue = jobsQueue(this);
    const environment = { JOBS_QUEUE_URL: queue.queueUrl };
    const api = contextApi<PeopleEnv>(this, { ground, context: "people", environment });
    queue.grantSendMessages(api);
    jobRunner<PeopleEnv>(this, { ground, context: "people", queue, environment });
  }
}
