import type { TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  type Function as LambdaFunction,
  StartingPosition,
} from "aws-cdk-lib/aws-lambda";
import type { Bucket } from "aws-cdk-lib/aws-s3";
import { acknowledgeWildcard } from "#lib/constructs/acknowledge.ts";

/**
 * Calls a function with every command record that is put into a table, in the place of an old one too, in order within each partition key. What it
 * could not handle in ten attempts is kept in the bucket.
 */
export function followStream(fn: LambdaFunction, table: TableV2, failures: Bucket): void {
  const streamArn = table.tableStreamArn;
  if (streamArn === undefined) throw new Error(`${table.node.path} has no stream to follow`);
  mayRead(fn, streamArn);
  mayKeepFailures(fn, failures);
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
        // A record whose week is over may be overwritten before the table forgets it: that is a command like any other.
        eventName: FilterRule.or("INSERT", "MODIFY"),
        dynamodb: { Keys: { sk: { S: FilterRule.isEqual("cmd") } } },
      }),
    ],
    onFailure: { bind: () => ({ destination: failures.bucketArn }) },
  });
}

// The table's own grant would add the listing of all streams of the account.
function mayRead(fn: LambdaFunction, streamArn: string): void {
  const actions = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"];
  fn.addToRolePolicy(
    new PolicyStatement({ actions: actions.map((name) => `dynamodb:${name}`), resources: [streamArn] }),
  );
}

// A queue as the destination would get the place of the records only, and they leave the stream after a day.
function mayKeepFailures(fn: LambdaFunction, failures: Bucket): void {
  const objects = failures.arnForObjects("aws/lambda/*");
  fn.addToRolePolicy(new PolicyStatement({ actions: ["s3:PutObject"], resources: [objects] }));
  fn.addToRolePolicy(new PolicyStatement({ actions: ["s3:ListBucket"], resources: [failures.bucketArn] }));
  if (fn.role)
    acknowledgeWildcard(fn.role, objects, "Lambda names what it keeps after mapping, shard and time.");
}
