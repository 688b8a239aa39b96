import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import type { IQueue } from "aws-cdk-lib/aws-sqs";

export interface ConsumerProps {
  /** Messages in one call. Default 10. */
  readonly batchSize?: number;
  /** How many batches are worked on at a time. Default 10. */
  readonly maxConcurrency?: number;
}

/** Lets a function work a queue off. It answers which messages of a batch failed; only those come again. */
export function consume(
  fn: LambdaFunction,
  queue: IQueue,
  { batchSize = 10, maxConcurrency = 10 }: ConsumerProps = {},
): void {
  fn.addEventSource(new SqsEventSource(queue, { batchSize, maxConcurrency, reportBatchItemFailures: true }));
}
