import { SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod";
import { dynamoEntries } from "#functions/audit/adapters/dynamo-entries.ts";
import { dynamoExports } from "#functions/audit/adapters/dynamo-exports.ts";
import { dynamoLog } from "#functions/audit/adapters/dynamo-log.ts";
import { askToExport } from "#functions/audit/adapters/queues.ts";
import { s3PartedFile } from "#functions/audit/adapters/s3-parted-file.ts";
import { treeReader } from "#functions/audit/adapters/tree-reader.ts";
import { auditJobsEnv } from "#functions/audit/env.ts";
import { failExport } from "#functions/audit/subscribers/fail-export.ts";
import { writeExport } from "#functions/audit/subscribers/write-export.ts";
import { actorOf } from "#functions/kernel/events/event-consumer.ts";
import { openStamp } from "#functions/kernel/open-stamp.ts";
import { queueConsumer } from "#functions/kernel/queues/queue-consumer.ts";

const message = z.object({ tenantId: z.templateLiteral(["tnt_", z.string()]), exportId: z.string() });
const partBytes = 8 * 1024 * 1024;
/** The queue gives up after so many tries. */
const lastTry = 5;

const env = auditJobsEnv.parse(process.env);
const stamp = openStamp(env);
const { documents, clock, commit, asTenant } = stamp;
const exports = dynamoExports(documents, env.TENANT_TABLE, clock);
const log = dynamoLog(documents, env.TENANT_TABLE, stamp);

const write = writeExport({
  exports,
  log,
  entries: dynamoEntries(documents, env.TENANT_TABLE),
  tree: treeReader(log),
  file: s3PartedFile(stamp),
  askToExport: askToExport(new SQSClient(), env.JOBS_QUEUE_URL),
  partBytes,
  commit,
  clock,
});

export const handler = queueConsumer(async (body, { attributes }) => {
  const { tenantId, exportId } = message.parse(body);
  const system = { kind: "system" as const, id: "audit.export" };
  const actor = actorOf("audit.export", { tenantId, id: exportId, requestId: exportId, actor: system });
  await asTenant(tenantId, async () => {
    try {
      await write(actor, exportId);
    } catch (error) {
      if (Number(attributes.ApproximateReceiveCount) >= lastTry)
        await failExport(exports, tenantId, exportId);
      throw error;
    }
  });
});
