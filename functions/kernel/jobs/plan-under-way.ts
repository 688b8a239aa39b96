import type { ImportWork, Pass, Plan } from "#functions/kernel/jobs/import-work.ts";
import { type ItemReader, itemReader } from "#functions/kernel/jobs/item-reader.ts";
import type { ImportJob, Position } from "#functions/kernel/jobs/job.ts";
import { jobRows, openHeaders } from "#functions/kernel/jobs/job-rows.ts";
import { actorOf, type JobRun, save } from "#functions/kernel/jobs/job-run.ts";
import { passStep, startOfPass } from "#functions/kernel/jobs/pass-step.ts";
import { finish } from "#functions/kernel/jobs/wind-up.ts";

/** A job's plan as one run follows it: files stay open from step to step. */
export interface PlanUnderWay {
  readonly next: (job: ImportJob) => Promise<ImportJob>;
  /** Closes the files; they open again at the job's place. */
  readonly close: () => Promise<void>;
}

interface Opened<Item> {
  readonly plan: Plan<Item>;
  readonly start: Position;
}

interface OpenPass<Item> {
  readonly place: number;
  readonly reader: ItemReader<Item>;
}

const surveyMs = 20_000;
const reserveMs = 15_000;

const rowsRefused = {
  code: "jobs.rows-refused",
  message: "Some rows were refused, so none was applied; see the list of errors",
};

export function openPlan<Item>(run: JobRun, work: ImportWork<Item>): PlanUnderWay {
  let opened: Promise<Opened<Item>> | undefined;
  let current: OpenPass<Item> | undefined;

  const readerOf = async ({ plan, start }: Opened<Item>, job: ImportJob, place: number) => {
    if (current?.place === place) return current.reader;
    await current?.reader.close();
    const from = startOfPass(job, start);
    current = { place, reader: itemReader(jobRows(run.files, job, from), from, plan.items) };
    return current.reader;
  };

  return {
    next: async (job) => {
      opened ??= open(run, work, job);
      const { plan, start } = await opened;
      const place = job.checkpoint.pass;
      if (place === "survey") return survey(run, job, start);
      const passes = passesOf(plan, job);
      const pass = passes[place];
      if (!pass) return finish(run, job, { status: "succeeded" }, { processed: job.total ?? 0 });
      if (isRefusedBefore(job, pass))
        return finish(run, job, { status: "failed", failure: rowsRefused }, { processed: job.total ?? 0 });
      const reader = await readerOf(await opened, job, place);
      const after = await passStep(run, job, { pass, reader, decides: place === decider(passes, job) });
      return after ?? save(run, job, { checkpoint: { pass: place + 1 } });
    },
    close: async () => {
      await current?.reader.close();
      current = undefined;
    },
  };
}

async function open<Item>(run: JobRun, work: ImportWork<Item>, job: ImportJob): Promise<Opened<Item>> {
  const { headers, start } = await openHeaders(run.files, job);
  return { plan: await work.plan(actorOf(job, "plan"), job, headers), start };
}

const passesOf = <Item>(plan: Plan<Item>, { mode }: ImportJob): readonly Pass<Item>[] =>
  plan.passes.filter(({ kind }) => mode === "apply" || kind === "check");

const decider = (passes: readonly Pass<never>[], { mode }: ImportJob): number =>
  mode === "apply" ? passes.findIndex(({ kind }) => kind === "apply") : passes.length - 1;

const isRefusedBefore = ({ onError, counts }: ImportJob, { kind }: Pass<never>): boolean =>
  kind === "apply" && onError === "all-or-nothing" && counts.failed > 0;

/** Counts the rows, and finds what is no table before anything is made of it. Keeps its place now and then. */
async function survey(run: JobRun, job: ImportJob, start: Position): Promise<ImportJob> {
  const until = run.clock().getTime() + surveyMs;
  let at = startOfPass(job, start);
  for await (const { after } of jobRows(run.files, job, at)) {
    at = after;
    const pause = run.clock().getTime() > until || run.timeLeft() < reserveMs;
    if (at.rows % 1_000 === 0 && pause)
      return save(run, job, { checkpoint: { pass: "survey", at }, attempts: 0 });
  }
  return save(run, job, { total: at.rows, checkpoint: { pass: 0 }, attempts: 0 });
}
