import { Duration } from "aws-cdk-lib";
import { type Function as LambdaFunction, RecursiveLoop } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { StampEnv } from "#functions/kernel/env.ts";
import { consume } from "#lib/constructs/consumer.ts";
import { deadLetteredQueue } from "#lib/constructs/dead-lettered-queue.ts";
import { type OwnEnv, tenantFunction } from "#lib/constructs/stamp-function.ts";
import type { Ground } from "#lib/ground.ts";

const slice = Duration.minutes(2);
/** Longer than a run's lease on its job (a minute), which a killed run cannot give back: a message that came sooner would find the job taken. */
const lease = Duration.seconds(75);

/** Where a context's API leaves jobs. */
export const jobsQueue = (scope: Construct): Queue =>
  deadLetteredQueue(scope, "JobsQueue", { visibilityTimeout: slice.plus(lease) }).queue;

export interface JobRunnerProps<Env> {
  readonly ground: Ground;
  readonly context: string;
  readonly queue: Queue;
  readonly environment: OwnEnv<Env>;
}

/** Works jobs off in slices of two minutes; it sends itself the next slice. */
export function jobRunner<Env extends StampEnv>(
  scope: Construct,
  { ground, context, queue, environment }: JobRunnerProps<Env>,
): LambdaFunction {
  const fn = tenantFunction<Env>(scope, "Jobs", {
    ground,
    bundle: `${context}/jobs`,
    environment,
    memorySize: 1024,
    timeout: slice,
    recursiveLoop: RecursiveLoop.ALLOW,
  });
  consume(fn, queue, { batchSize: 1 });
  queue.grantSendMessages(fn);
  return fn;
}
