import * as z from "zod";
import { exportKey } from "#functions/audit/domain/export-key.ts";
import { exampleExport, exportView, exportViewOf } from "#functions/audit/operations/export-view.ts";
import type { DownloadUrl, Exports } from "#functions/audit/ports.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { idPattern } from "#functions/kernel/ids.ts";
import { operation } from "#functions/kernel/operation.ts";

interface Deps {
  readonly exports: Exports;
  readonly downloadUrl: DownloadUrl;
}

export const readAuditExport = operation({
  name: "readAuditExport",
  summary: "See how far an export is, and where to fetch it once it is done.",
  permission: "audit:read",
  sensitive: true,
  input: z.strictObject({ id: z.string().regex(idPattern("aex")) }),
  output: exportView,
  problems: ["audit.no-such-export"],
  example: { input: { id: exampleExport.id }, output: exampleExport },
  run:
    ({ exports, downloadUrl }: Deps) =>
    async ({ tenantId }, { id }) => {
      const job = await exports.find(tenantId, id);
      if (!job) return refuse("not-found", "audit.no-such-export", "There is no such export");
      if (job.status !== "succeeded") return exportViewOf(job);
      return exportViewOf(job, await downloadUrl(exportKey(job), `audit-${id}.ndjson`));
    },
});
