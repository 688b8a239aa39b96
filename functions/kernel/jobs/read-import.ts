import * as z from "zod";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { type ImportApi, type ImportDeps, jobOf } from "#functions/kernel/jobs/import-api.ts";
import { exampleView, importId, importView, viewOf } from "#functions/kernel/jobs/import-view.ts";
import { type ImportJob, rowError } from "#functions/kernel/jobs/job.ts";
import type { ErrorPosition } from "#functions/kernel/jobs/job-store.ts";
import { operation } from "#functions/kernel/operation.ts";
import { pageInput, pageOf } from "#functions/kernel/paging.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

const forgottenMs = 60_000;

/** Shows an import. One that nobody has been at work on for a minute is sent on its way again. */
export const readImport = (api: ImportApi) =>
  operation({
    name: `read${api.noun}`,
    summary: "Read how far an import has got, and how it ended.",
    permission: api.permission,
    input: z.strictObject({ id: importId }),
    output: importView,
    problems: ["jobs.no-such-job"],
    example: { input: { id: exampleView.id }, output: exampleView },
    run:
      ({ jobs, sendJob, clock }: Pick<ImportDeps, "jobs" | "sendJob" | "clock">) =>
      async (actor, { id }) => {
        const job = await jobOf({ jobs }, api, actor, id);
        if (isForgotten(job, clock)) await sendJob(actor.tenantId, id);
        return viewOf(job);
      },
  });

// Its message was lost: the sender died between the commit and the sending, or its runner was killed too often.
const isForgotten = ({ status, changedAt }: ImportJob, clock: Clock): boolean =>
  (status === "queued" || status === "running") && clock().getTime() - Date.parse(changedAt) > forgottenMs;

/** Lists what was wrong, row by row, in the order in which it was found; the first 10,000 of an import are kept. */
export const listImportErrors = (api: ImportApi) =>
  operation({
    name: `list${api.noun}Errors`,
    summary: "List what was wrong in the rows of an import.",
    permission: api.permission,
    input: z.strictObject({ id: importId, ...pageInput }),
    output: pageOf(rowError),
    problems: ["jobs.no-such-job", "request.cursor-invalid"],
    example: {
      input: { id: exampleView.id, limit: 50 },
      output: {
        items: [
          {
            row: 17,
            column: "HiredOn",
            code: "people.bad-date",
            message: "This is not a date of the form DD/MM/YYYY",
            value: "31/02/2019",
          },
        ],
        nextCursor: null,
      },
    },
    run:
      ({ jobs }: Pick<ImportDeps, "jobs">) =>
      async (actor, { id, limit, cursor }) => {
        const job = await jobOf({ jobs }, api, actor, id);
        const { items, next } = await jobs.errors(job, limit, positionOf(cursor));
        const nextCursor = next ? Buffer.from(`${next.step}.${next.place}`).toString("base64url") : null;
        return { items: [...items], nextCursor };
      },
  });

function positionOf(cursor: string | undefined): ErrorPosition {
  if (cursor === undefined) return { step: 0, place: 0 };
  const text = Buffer.from(cursor, "base64url").toString("utf8");
  const [, step, place] = /^(\d{1,8})\.(\d{1,4})$/.exec(text) ?? [];
  if (step === undefined)
    refuse("invalid", "request.cursor-invalid", "This cursor does not belong to this list", {
      faults: [{ path: "cursor", message: "Take `nextCursor` of the page before, as it is" }],
    });
  return { step: Number(step), place: Number(place) };
}
