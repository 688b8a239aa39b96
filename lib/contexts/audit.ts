import { Duration, Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { StampEnv } from "#functions/kernel/env.ts";
import { consume } from "#lib/constructs/consumer.ts";
import { contextApi } from "#lib/constructs/context-api.ts";
import { deadLetteredQueue } from "#lib/constructs/dead-lettered-queue.ts";
import { jobRunner, jobsQueue } from "#lib/constructs/job-runner.ts";
import { tenantFunction } from "#lib/constructs/stamp-function.ts";
import { subscribe } from "#lib/constructs/subscription.ts";
import type { Ground } from "#lib/ground.ts";

type JobsEnv = StampEnv & { JOBS_QUEUE_URL: string; AUDIT_KEY_ARN: string };
type AppendEnv = StampEnv & { SEQUENCE_QUEUE_URL: string };
type SequenceEnv = StampEnv & { AUDIT_KEY_ARN: string; CHECKPOINT_BUCKET: string };

export class Audit extends Stack {
  constructor(scope: Construct, id: string, ground: Ground) {
    super(scope, id);
    const jobs = jobsQueue(this);
    const auditKey = { AUDIT_KEY_ARN: ground.keys.auditKey.keyArn };
    const environment = { ...auditKey, JOBS_QUEUE_URL: jobs.queueUrl };
    const api = contextApi<JobsEnv>(this, { ground, context: "audit", environment });
    const runner = jobRunner<JobsEnv>(this, { ground, context: "audit", queue: jobs, environment });
    const sequence = this.#sequence(ground, auditKey);
    jobs.grantSendMessages(api);
    for (const fn of [api, runner, sequence]) this.#mayUse(fn, ground, "kms:GetPublicKey");
    this.#mayUse(sequence, ground, "kms:Sign");
  }

  /** Two steps: entries are appended in any order, then one sequencer per tenant gives them their places. */
  #sequence(ground: Ground, auditKey: { readonly AUDIT_KEY_ARN: string }): LambdaFunction {
    const timeout = Duration.seconds(30);
    const { queue } = deadLetteredQueue(this, "Sequence", { visibilityTimeout: timeout, fifo: true });
    const fn = tenantFunction<SequenceEnv>(this, "Sequencer", {
      ground,
      bundle: "audit/sequence",
      environment: { ...auditKey, CHECKPOINT_BUCKET: ground.data.checkpoints.bucket.bucketName },
      timeout,
    });
    consume(fn, queue);
    fn.role?.addManagedPolicy(ground.data.checkpoints.append);
    queue.grantSendMessages(this.#append(ground, { SEQUENCE_QUEUE_URL: queue.queueUrl }));
    return fn;
  }

  #append(ground: Ground, environment: { readonly SEQUENCE_QUEUE_URL: string }): LambdaFunction {
    const timeout = Duration.seconds(20);
    const commands = deadLetteredQueue(this, "Commands", { visibilityTimeout: timeout });
    const fn = tenantFunction<AppendEnv>(this, "Append", {
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

  #mayUse(fn: LambdaFunction, { keys }: Ground, action: "kms:Sign" | "kms:GetPublicKey"): void {
    fn.addToRolePolicy(new PolicyStatement({ actions: [action], resources: [keys.auditKey.keyArn] }));
  }
}
