import type { PublicKey } from "#functions/audit/domain/checkpoint.ts";

/** Writing the whole log of a tenant, up to one checkpoint, into a file. */
export interface ExportJob {
  readonly tenantId: string;
  readonly id: string;
  readonly status: "queued" | "running" | "succeeded" | "failed";
  /** Where it ends: the latest checkpoint when it began to run. */
  readonly checkpoint?: ExportEnd | undefined;
  readonly upload?: string | undefined;
  /** What the store calls the parts that are written. */
  readonly parts: readonly string[];
  /** Entries written. */
  readonly processed: number;
  readonly failure?: { readonly code: string; readonly message: string } | undefined;
  readonly version: number;
  readonly createdAt: string;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

interface ExportEnd {
  readonly size: number;
  readonly root: string;
  readonly time: string;
  readonly signed: string;
  readonly key: PublicKey;
}

const keptDays = 7;

export const newExport = (tenantId: string, id: string, now: Date): ExportJob => ({
  tenantId,
  id,
  status: "queued",
  parts: [],
  processed: 0,
  version: 1,
  createdAt: now.toISOString(),
  expiresAt: Math.floor(now.getTime() / 1000) + keptDays * 24 * 3600,
});

export const isOver = ({ status }: Pick<ExportJob, "status">): boolean =>
  status === "succeeded" || status === "failed";

/** The job, one step further. */
export const advance = (job: ExportJob, changes: Partial<ExportJob>): ExportJob => ({
  ...job,
  ...changes,
  version: job.version + 1,
});
