import type { Change } from "#functions/kernel/commit.ts";
import type { ImportJob, RowError } from "#functions/kernel/jobs/job.ts";

/** A place in a job's list of errors: which step found it, and which of that step's it is. */
export interface ErrorPosition {
  readonly step: number;
  readonly place: number;
}

export interface ErrorSlice {
  readonly items: readonly RowError[];
  /** Where the next slice begins; left out on the last. */
  readonly next?: ErrorPosition;
}

/** What a step left for the case that it must be taken back. */
export interface UndoNote {
  readonly step: number;
  readonly undo: unknown;
}

/** The jobs of the tenant being served. Reads are consistent. */
export interface JobStore {
  readonly find: (tenantId: string, id: string) => Promise<ImportJob | undefined>;
  readonly add: (job: ImportJob) => Change;
  /**
   * Replaces `before`, as it was read, by `after`. Refused with `jobs.overtaken` (conflict) when the job has changed
   * since, or somebody has asked to cancel it and `before` does not know.
   */
  readonly change: (before: ImportJob, after: ImportJob) => Change;
  /** The same, alone and without a command record, for leases; false when refused. */
  readonly save: (before: ImportJob, after: ImportJob) => Promise<boolean>;
  /** Refused with `jobs.not-running` (conflict) unless the job is queued or running. */
  readonly requestCancel: (job: ImportJob) => Change;
  readonly addErrors: (job: ImportJob, step: number, errors: readonly RowError[]) => Change;
  /** In the order in which they were found; at most `limit`, perhaps fewer before the last. */
  readonly errors: (job: ImportJob, limit: number, from: ErrorPosition) => Promise<ErrorSlice>;
  readonly addUndo: (job: ImportJob, note: UndoNote) => Change;
  readonly dropUndo: (job: ImportJob, step: number) => Change;
  /** The note of the latest step that has not been taken back. */
  readonly lastUndo: (job: ImportJob) => Promise<UndoNote | undefined>;
}
