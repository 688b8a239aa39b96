import { Duration, Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type * as z from "zod";
import type { appendEnv, auditJobsEnv, sequenceEnv } from "#functions/audit/env.ts";
import { consume } from "#lib/constructs/consumer.ts";
import { contextApi } from "#lib/constructs/context-api.ts";
import { deadLetteredQueue } from "#lib/constructs/dead-lettered-queue.ts";
import { jobRunner, jobsQueue } from "#lib/constructs/job-runner.ts";
import { tenantFunction } from "#lib/constructs/stamp-function.ts";
import { subscribe } from "#lib/constructs/subscription.ts";
import type { Ground } from "#lib/ground.ts";

type JobsEnv = z.infer<typeof auditJobsEnv>;

/** Commands are appended in any order; one sequencer per tenant then gives them their places in its tree. */
export class Audit extends Stack {
  constructor(scope: Construct, id: string, ground: Ground) {
    super(scope, id);
    const queue = jobsQueue(this);
    const environment = { JOBS_QUEUE_URL: queue.queueUrl };
    const api = contextApi<JobsEnv>(this, { ground, context: "audit", environment });
    queue.grantSendMessages(api);
    jobRunner<JobsEnv>(this, { ground, context: "audit", queue, environment });
    const places = this.#sequencer(ground);
    places.grantSendMessages(this.#append(ground, { SEQUENCE_QUEUE_URL: places.queueUrl }));
  }

  #sequencer(ground: Ground): Queue {
    const { auditKey } = ground.keys;
    const { bucket, append } = ground.data.checkpoints;
    const timeout = Duration.seconds(30);
    const { queue } = deadLetteredQueue(this, "Sequence", { visibilityTimeout: timeout, fifo: true });
    const fn = tenantFunction<z.infer<typeof sequenceEnv>>(this, "Sequencer", {
      ground,
      bundle: "audit/sequence",
      environment: { AUDIT_KEY_ARN: auditKey.keyArn, CHECKPOINT_BUCKET: bucket.bucketName },
      timeout,
    });
    consume(fn, queue);
    fn.role?.addManagedPolicy(append);
    fn.addToRolePolicy(
      new PolicyStatement({ actions: ["kms:Sign", "kms:GetPublicKey"], resources: [auditKey.keyArn] }),
    );
    return queue;
  }

  #append(ground: Ground, environment: { readonly SEQUENCE_QUEUE_URL: string }): LambdaFunction {
    const timeout = Duration.seconds(20);
    const commands = deadLetteredQueue(this, "Commands", { visibilityTimeout: timeout });
    const fn = tenantFunction<z.infer<typeof appendEnv>>(this, "Append", {
      ground,
      bundle: "audit/append",
      environment,
      timeout,
    });
    consume(fn, commands.queue, { maxConcurrency: 20 });
    subscribe(this, "CommandsRule", {
      bus: ground.data.bus,
      eventPattern: { detailType: ["kernel.command-committed.v1"] },
      to: commands,
    });
    return fn;
  }
}
