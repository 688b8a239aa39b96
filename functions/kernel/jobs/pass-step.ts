import { AppError, refuse } from "#functions/kernel/errors/app-error.ts";
import type { Pass, StepResult } from "#functions/kernel/jobs/import-work.ts";
import type { ItemReader, ReadItem } from "#functions/kernel/jobs/item-reader.ts";
import type { ImportJob, Position, RowError } from "#functions/kernel/jobs/job.ts";
import { actorOf, commitStep, type JobRun, overtaken } from "#functions/kernel/jobs/job-run.ts";

/** 99 changes of a commit, less the job, a page of errors and a note for undoing. */
const roomOfStep = 96;

/** One pass being made. */
export interface PassUnderWay<Item> {
  readonly pass: Pass<Item>;
  readonly reader: ItemReader<Item>;
  /** Whether this pass decides what becomes of a row, and so tells the progress. */
  readonly decides: boolean;
}

/**
 * Carries out the next items of a pass; `undefined` when it has none left. When the effect is refused because others
 * were quicker, it is prepared anew from fewer and fewer items, until the one that stands alone becomes an error of
 * its row, or, for all-or-nothing, of the job.
 */
export async function passStep<Item>(
  run: JobRun,
  job: ImportJob,
  under: PassUnderWay<Item>,
): Promise<ImportJob | undefined> {
  for (let offered = under.pass.chunk; ; offered = Math.floor(offered / 2)) {
    const items = await under.reader.peek(Math.max(1, offered));
    const [first] = items;
    if (!first) return undefined;
    const after = await tryStep(run, job, under, items);
    if (!(after instanceof AppError)) return after;
    if (offered < 1) return refuseAlone(run, job, under, first, after);
  }
}

/** The job after the step, or the refusal of its effect. */
async function tryStep<Item>(
  run: JobRun,
  job: ImportJob,
  under: PassUnderWay<Item>,
  items: readonly ReadItem<Item>[],
): Promise<ImportJob | AppError> {
  const { pass } = under;
  const chunk = { job, items, room: roomOfStep, sequence: job.step + 1 };
  const result = await pass.step(actorOf(job, pass.name), chunk);
  try {
    return await keep(run, job, under, items, result);
  } catch (error) {
    if (isRefusalOfEffect(error)) return error;
    throw error;
  }
}

function refuseAlone<Item>(
  run: JobRun,
  job: ImportJob,
  under: PassUnderWay<Item>,
  item: ReadItem<Item>,
  refusal: AppError,
): Promise<ImportJob> {
  const { kind, code, message } = refusal;
  if (kind === "unavailable") throw refusal;
  if (job.onError === "all-or-nothing")
    return refuse(kind, code, `Row ${item.row}: ${message}`, { cause: refusal });
  return keep(run, job, under, [item], refusedAlone(item.row, refusal));
}

const isRefusalOfEffect = (error: unknown): error is AppError =>
  error instanceof AppError && error.code !== overtaken.code;

const refusedAlone = (row: number, { code, message }: AppError): StepResult => {
  const error: RowError = { row, column: "", code, message };
  const none = { created: 0, updated: 0, unchanged: 0, changes: [], events: [] };
  return { ...none, taken: 1, failed: 1, errors: [error] };
};

async function keep<Item>(
  run: JobRun,
  job: ImportJob,
  { pass, reader, decides }: PassUnderWay<Item>,
  items: readonly ReadItem<Item>[],
  result: StepResult,
): Promise<ImportJob> {
  const at = items[result.taken - 1]?.after;
  if (!at) throw new Error(`${pass.name} took ${result.taken} of ${items.length} items`);
  const after = await commitStep(
    run,
    job,
    pass.name,
    {
      counts: countsAfter(job, pass, result),
      checkpoint: { ...job.checkpoint, at },
      processed: decides ? Math.max(job.processed, at.rows) : job.processed,
    },
    result,
  );
  reader.pass(result.taken);
  return after;
}

function countsAfter(job: ImportJob, pass: Pass<never>, result: StepResult): ImportJob["counts"] {
  const { counts } = job;
  const failed = counts.failed + result.failed;
  // What a check found possible counts only where nothing else will.
  if (pass.kind === "check" && job.mode === "apply") return { ...counts, failed };
  return {
    ...counts,
    failed,
    created: counts.created + result.created,
    updated: counts.updated + result.updated,
    unchanged: counts.unchanged + result.unchanged,
  };
}

/** The place at which a pass begins. */
export const startOfPass = (job: ImportJob, start: Position): Position => job.checkpoint.at ?? start;
