import { Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { TimeEnv } from "#functions/time/env.ts";
import { contextApi } from "#lib/constructs/context-api.ts";
import { jobRunner, jobsQueue } from "#lib/constructs/job-runner.ts";
import type { Ground } from "#lib/ground.ts";

export class Time extends Stack {
  constructor(scope: Construct, id: string, ground: Ground) {
    super(scope, id);
    const queue = jobsQueue(this);
    const environment = { JOBS_QUEUE_URL: queue.queueUrl };
    const api = contextApi<TimeEnv>(this, { ground, context: "time", environment });
    queue.grantSendMessages(api);
    jobRunner<TimeEnv>(this, { ground, context: "time", queue, environment });
  }
}
