import { SQSClient } from "@aws-sdk/client-sqs";
import { dynamoEntries } from "#functions/audit/adapters/dynamo-entries.ts";
import { dynamoExports } from "#functions/audit/adapters/dynamo-exports.ts";
import { dynamoLog } from "#functions/audit/adapters/dynamo-log.ts";
import { askToExport } from "#functions/audit/adapters/queues.ts";
import { treeReader } from "#functions/audit/adapters/tree-reader.ts";
import { auditJobsEnv } from "#functions/audit/env.ts";
import { auditPermissions } from "#functions/audit/permissions.ts";
import { auditRoutes } from "#functions/audit/routes.ts";
import { openFiles } from "#functions/kernel/files/open-files.ts";
import { httpApi } from "#functions/kernel/http/http-api.ts";
import { openStamp } from "#functions/kernel/open-stamp.ts";

const env = auditJobsEnv.parse(process.env);
const stamp = openStamp(env);
const { documents, clock, newId, commit } = stamp;
const log = dynamoLog(documents, env.TENANT_TABLE, stamp);
const files = openFiles(stamp);

export const handler = httpApi(stamp, {
  routes: auditRoutes,
  permissions: auditPermissions,
  deps: {
    entries: dynamoEntries(documents, env.TENANT_TABLE),
    exports: dynamoExports(documents, env.TENANT_TABLE, clock),
    log,
    tree: treeReader(log),
    askToExport: askToExport(new SQSClient(), env.JOBS_QUEUE_URL),
    downloadUrl: async (key: string, filename: string) => (await files.downloadOf(key, filename)).url,
    commit,
    newId,
    clock,
  },
});
