import { exportAuditLog } from "#functions/audit/operations/export-audit-log.ts";
import { listAuditEntries } from "#functions/audit/operations/list-audit-entries.ts";
import { proveAuditConsistency } from "#functions/audit/operations/prove-audit-consistency.ts";
import { proveAuditEntry } from "#functions/audit/operations/prove-audit-entry.ts";
import { readAuditCheckpoint } from "#functions/audit/operations/read-audit-checkpoint.ts";
import { readAuditEntry } from "#functions/audit/operations/read-audit-entry.ts";
import { readAuditExport } from "#functions/audit/operations/read-audit-export.ts";
import { get, post } from "#functions/kernel/http/route.ts";

export const auditRoutes = [
  get("/v1/audit/entries", listAuditEntries),
  get("/v1/audit/entries/{id}", readAuditEntry),
  get("/v1/audit/entries/{id}/proof", proveAuditEntry),
  get("/v1/audit/checkpoint", readAuditCheckpoint),
  get("/v1/audit/consistency", proveAuditConsistency),
  post("/v1/audit/exports", exportAuditLog, { status: 202 }),
  get("/v1/audit/exports/{id}", readAuditExport),
] as const;
