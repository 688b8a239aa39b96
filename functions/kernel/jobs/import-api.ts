import type * as z from "zod";
import type { Actor, Permission } from "#functions/kernel/actor.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import type { Files } from "#functions/kernel/files/files.ts";
import type { NewId } from "#functions/kernel/ids.ts";
import type { ImportJob } from "#functions/kernel/jobs/job.ts";
import type { SendJob } from "#functions/kernel/jobs/job-queue.ts";
import type { JobStore } from "#functions/kernel/jobs/job-store.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

/** What the operations of imports stand on. */
export interface ImportDeps {
  readonly jobs: JobStore;
  readonly files: Files;
  readonly sendJob: SendJob;
  readonly commit: CommitWrites;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** What a context says of its imports; the operations follow from it. */
export interface ImportApi {
  /** As in `startPeopleImport`. */
  readonly noun: `${string}Import`;
  readonly context: string;
  /** `people.import`. */
  readonly kind: `${string}.import`;
  readonly permission: Permission;
  /** The fields that a mapping may name. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** What the API reference says of fields whose names do not say it. */
  readonly about?: Readonly<Record<string, string>>;
  /** What the caller may choose beside mode, onError and mapping. */
  readonly options: z.ZodRawShape;
  /** The names of the files to upload. */
  readonly files: (options: Readonly<Record<string, unknown>>) => readonly string[];
  /** What the API reference shows as a request. */
  readonly exampleInput: object;
}

/**
 * The job, if it is one of this kind.
 * @throws AppError `jobs.no-such-job` (not-found), the same for one that never was and one of another kind.
 */
export async function jobOf(
  { jobs }: Pick<ImportDeps, "jobs">,
  { kind }: Pick<ImportApi, "kind">,
  { tenantId }: Actor,
  id: string,
): Promise<ImportJob> {
  const job = await jobs.find(tenantId, id);
  return job?.kind === kind ? job : refuse("not-found", "jobs.no-such-job", "There is no such import");
}

/** The job as it will be after a person's command. */
export const commanded = (job: ImportJob, clock: Clock, to: Partial<ImportJob>): ImportJob => ({
  ...job,
  ...to,
  version: job.version + 1,
  changedAt: clock().toISOString(),
});
