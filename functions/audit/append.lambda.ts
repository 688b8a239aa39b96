import { SQSClient } from "@aws-sdk/client-sqs";
import { append } from "#functions/audit/adapters/append-batch.ts";
import { dynamoEntries } from "#functions/audit/adapters/dynamo-entries.ts";
import { askForPlaces } from "#functions/audit/adapters/queues.ts";
import { appendEnv } from "#functions/audit/env.ts";
import { openStamp } from "#functions/kernel/open-stamp.ts";

const env = appendEnv.parse(process.env);
const stamp = openStamp(env);
const { documents, asTenant } = stamp;

export const handler = append({
  entries: dynamoEntries(documents, env.TENANT_TABLE),
  askForPlaces: askForPlaces(new SQSClient(), env.SEQUENCE_QUEUE_URL),
  asTenant,
});
