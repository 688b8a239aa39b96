import type { ExportJob } from "#functions/audit/domain/export-job.ts";

/** Where the file of an export lies; the tenant's credentials reach nothing but what lies under its own prefix. */
export const exportKey = ({ tenantId, id }: Pick<ExportJob, "tenantId" | "id">): string =>
  ["T", tenantId, "audit", "exports", `${id}.ndjson`].join("/");
