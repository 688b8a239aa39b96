import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { commandRecord } from "#functions/kernel/dynamodb/command-record.ts";
import { messagesOf, type Publish } from "#functions/kernel/events/bus.ts";

/**
 * The Lambda handler of the one publisher: reads command records off the table's stream, in order, and publishes what
 * they tell. When it cannot, the stream comes again from the first record that was not published.
 */
export const publishStream =
  (publish: Publish) =>
  async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const images = Records.map(({ dynamodb }) => dynamodb?.NewImage);
    const records = images.map((image) => commandRecord.parse(unmarshall(asImage(image))));
    try {
      await publish(records.flatMap(messagesOf));
      return { batchItemFailures: [] };
    } catch {
      return publishOneByOne(publish, Records, records);
    }
  };

// The event's type writes the SDK's attribute values in words of its own.
const asImage = (image: unknown) => image as Record<string, AttributeValue>;

async function publishOneByOne(
  publish: Publish,
  records: DynamoDBStreamEvent["Records"],
  parsed: readonly Parameters<typeof messagesOf>[0][],
): Promise<DynamoDBBatchResponse> {
  for (const [at, record] of parsed.entries()) {
    try {
      await publish(messagesOf(record));
    } catch {
      return { batchItemFailures: [{ itemIdentifier: records[at]?.dynamodb?.SequenceNumber ?? "" }] };
    }
  }
  return { batchItemFailures: [] };
}
