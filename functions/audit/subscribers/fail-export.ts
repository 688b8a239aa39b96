import { advance, isOver } from "#functions/audit/domain/export-job.ts";
import type { Exports } from "#functions/audit/ports.ts";

const failure = { code: "audit.export-failed", message: "The export could not be written; ask for another" };

/** Ends an export that nobody will try again. */
export async function failExport(exports: Exports, tenantId: string, id: string): Promise<void> {
  const job = await exports.find(tenantId, id);
  if (job && !isOver(job)) await exports.save(advance(job, { status: "failed", failure }));
}
