import { Duration } from "aws-cdk-lib";
import type { TableV2 } from "aws-cdk-lib/aws-dynamodb";
import type { EventBus } from "aws-cdk-lib/aws-events";
import { type IManagedPolicy, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  type Function as LambdaFunction,
  StartingPosition,
} from "aws-cdk-lib/aws-lambda";
import type { Bucket } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import type { CodeSource } from "#lib/code-source.ts";
import { acknowledgeWildcard } from "#lib/constructs/acknowledge.ts";
import { nodeFunction } from "#lib/constructs/node-function.ts";
import { privateBucket } from "#lib/constructs/private-bucket.ts";

export interface PublisherProps {
  /** Tables with a stream, by the name of their publisher. */
  readonly tables: Readonly<Record<string, TableV2>>;
  readonly bus: EventBus;
  readonly encryptionKey: IKey;
  readonly accessLogs: Bucket;
  readonly tracing: IManagedPolicy;
  readonly code: CodeSource;
}

/** Puts the events of every committed command on the bus, a function per table so that neither waits for the other. */
export class Publisher extends Construct {
  constructor(scope: Construct, id: string, { tables, bus, tracing, code, ...storage }: PublisherProps) {
    super(scope, id);
    const failures = privateBucket(this, "Failures", {
      ...storage,
      lifecycleRules: [{ expiration: Duration.days(30) }],
    });
    for (const [name, table] of Object.entries(tables)) {
      const fn = nodeFunction(this, name, {
        bundle: "kernel/publisher",
        code,
        tracing,
        environment: { BUS_NAME: bus.eventBusName },
        timeout: Duration.seconds(30),
      });
      bus.grantPutEventsTo(fn);
      mayKeepFailures(fn, failures);
      follow(fn, table, failures);
    }
  }
}

// A queue as the destination would get the place of the records only, and they are gone from the stream after a day.
function mayKeepFailures(fn: LambdaFunction, failures: Bucket): void {
  const objects = failures.arnForObjects("aws/lambda/*");
  fn.addToRolePolicy(new PolicyStatement({ actions: ["s3:PutObject"], resources: [objects] }));
  fn.addToRolePolicy(new PolicyStatement({ actions: ["s3:ListBucket"], resources: [failures.bucketArn] }));
  if (fn.role)
    acknowledgeWildcard(fn.role, objects, "Lambda names what it keeps after mapping, shard and time.");
}

function follow(fn: LambdaFunction, table: TableV2, failures: Bucket): void {
  const streamArn = table.tableStreamArn ?? missingStream(table);
  fn.addToRolePolicy(
    new PolicyStatement({
      actions: [
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
        "dynamodb:ListStreams",
      ],
      resources: [streamArn],
    }),
  );
  new EventSourceMapping(fn, "Stream", {
    target: fn,
    eventSourceArn: streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: 100,
    parallelizationFactor: 4,
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    retryAttempts: 10,
    filters: [
      FilterCriteria.filter({
        eventName: FilterRule.isEqual("INSERT"),
        dynamodb: { Keys: { sk: { S: FilterRule.isEqual("cmd") } } },
      }),
    ],
    onFailure: { bind: () => ({ destination: failures.bucketArn }) },
  });
}

function missingStream(table: TableV2): never {
  throw new Error(`${table.node.path} has no stream to publish from`);
}
