import type { GivenUp } from "./stream-batch.ts";
import { sequenceOf } from "./stream-batch.ts";

interface ReportFacts {
  readonly given: GivenUp;
  readonly functionArn: string;
  readonly streamArn: string;
  readonly requestId: string;
  readonly now: Date;
}

/**
 * What Lambda tells an on-failure destination of stream records that were given up.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export function failureReport({ given, functionArn, streamArn, requestId, now }: ReportFacts): object {
  const { records, condition, attempts } = given;
  const [first, last] = [records[0], records.at(-1)];
  const arrival = (at: number | undefined) => new Date((at ?? 0) * 1000).toISOString();
  return {
    requestContext: { requestId, functionArn, condition, approximateInvokeCount: attempts },
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    version: "1.0",
    timestamp: now.toISOString(),
    DDBStreamBatchInfo: {
      shardId: SHARD,
      startSequenceNumber: first && sequenceOf(first),
      endSequenceNumber: last && sequenceOf(last),
      approximateArrivalOfFirstRecord: arrival(first?.dynamodb?.ApproximateCreationDateTime),
      approximateArrivalOfLastRecord: arrival(last?.dynamodb?.ApproximateCreationDateTime),
      batchSize: records.length,
      streamArn,
    },
  };
}

const SHARD = "shardId-00000000000000000000-local";

/** The key of such a report in a bucket; only there it comes with the records themselves. */
export function failureKey(mapping: string, requestId: string, now: Date): string {
  const [date = "", time = ""] = now.toISOString().slice(0, 19).split("T");
  return `aws/lambda/${mapping}/${SHARD}/${date.replaceAll("-", "/")}/${date}T${time.replaceAll(":", ".")}-${requestId}`;
}
