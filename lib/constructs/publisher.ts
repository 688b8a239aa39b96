import { Duration } from "aws-cdk-lib";
import type { TableV2 } from "aws-cdk-lib/aws-dynamodb";
import type { EventBus } from "aws-cdk-lib/aws-events";
import type { IManagedPolicy } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Bucket } from "aws-cdk-lib/aws-s3";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { PublisherEnv, RepublishEnv } from "#functions/kernel/publisher-env.ts";
import type { CodeSource } from "#lib/code-source.ts";
import { consume } from "#lib/constructs/consumer.ts";
import { deadLetteredQueue } from "#lib/constructs/dead-lettered-queue.ts";
import { nodeFunction } from "#lib/constructs/node-function.ts";
import { privateBucket } from "#lib/constructs/private-bucket.ts";
import { followStream } from "#lib/constructs/stream-follower.ts";

export interface PublisherProps {
  /** Tables with a stream, by the name of their publisher. */
  readonly tables: Readonly<Record<string, TableV2>>;
  readonly bus: EventBus;
  readonly encryptionKey: IKey;
  readonly accessLogs: Bucket;
  readonly tracing: IManagedPolicy;
  readonly code: CodeSource;
}

const timeout = Duration.seconds(30);

/** Puts the events of every committed command on the bus, by a function per table so that neither waits for the other. */
export class Publisher extends Construct {
  constructor(scope: Construct, id: string, { tables, ...props }: PublisherProps) {
    super(scope, id);
    const { bus, code, tracing, encryptionKey, accessLogs } = props;
    const failures = privateBucket(this, "Failures", {
      encryptionKey,
      accessLogs,
      lifecycleRules: [{ expiration: Duration.days(30) }],
    });
    const unpublished = this.#unpublished(props);
    for (const [name, table] of Object.entries(tables)) {
      const fn = nodeFunction<PublisherEnv>(this, name, {
        bundle: "kernel/publisher",
        code,
        tracing,
        environment: { BUS_NAME: bus.eventBusName, UNPUBLISHED_QUEUE_URL: unpublished.queueUrl },
        timeout,
      });
      bus.grantPutEventsTo(fn);
      unpublished.grantSendMessages(fn);
      followStream(fn, table, failures);
    }
  }

  /** Where events rest that the bus kept refusing, and who tries them again. */
  #unpublished({ bus, code, tracing }: Omit<PublisherProps, "tables">): Queue {
    const { queue } = deadLetteredQueue(this, "Unpublished", { visibilityTimeout: Duration.minutes(5) });
    const fn = nodeFunction<RepublishEnv>(this, "Republish", {
      bundle: "kernel/republish",
      code,
      tracing,
      environment: { BUS_NAME: bus.eventBusName },
      timeout,
    });
    bus.grantPutEventsTo(fn);
    consume(fn, queue);
    return queue;
  }
}
