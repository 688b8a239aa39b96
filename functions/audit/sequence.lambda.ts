import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { checkpointBucket } from "#functions/audit/adapters/checkpoint-bucket.ts";
import { dynamoCommands } from "#functions/audit/adapters/dynamo-commands.ts";
import { dynamoEntries } from "#functions/audit/adapters/dynamo-entries.ts";
import { dynamoLog } from "#functions/audit/adapters/dynamo-log.ts";
import { kmsSigner } from "#functions/audit/adapters/kms-signer.ts";
import { sequenceBatch } from "#functions/audit/adapters/sequence-batch.ts";
import { sequenceEnv } from "#functions/audit/env.ts";
import { reconcile } from "#functions/audit/subscribers/reconcile.ts";
import { sequence } from "#functions/audit/subscribers/sequence.ts";
import { openStamp } from "#functions/kernel/open-stamp.ts";

const env = sequenceEnv.parse(process.env);
const stamp = openStamp(env);
const { documents, clock } = stamp;
const entries = dynamoEntries(documents, env.TENANT_TABLE);
const commands = dynamoCommands(documents, env.TENANT_TABLE);

export const handler = sequenceBatch(
  stamp,
  sequence({
    entries,
    reconcile: reconcile({ entries, commands, clock }),
    log: dynamoLog(documents, env.TENANT_TABLE, stamp),
    signer: kmsSigner(new KMSClient(), env.AUDIT_KEY_ARN),
    lockAway: checkpointBucket(new S3Client({ forcePathStyle: true }), env.CHECKPOINT_BUCKET),
    clock,
    origin: env.PUBLIC_URL,
  }),
);
