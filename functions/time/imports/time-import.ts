import * as z from "zod";
import type { ImportWork } from "#functions/kernel/jobs/import-work.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";
import { isTimeZone } from "#functions/kernel/time/time-zone.ts";
import { dayOrders } from "#functions/time/domain/wall-time.ts";
import { type ImportDeps, importSessions } from "#functions/time/imports/import-sessions.ts";
import { longForm, type SessionText, wideForm } from "#functions/time/imports/session-text.ts";
import { undoSessions } from "#functions/time/imports/undo-sessions.ts";
import type { TenantTimeZone } from "#functions/time/ports.ts";

/** What the caller of a time import may choose beside mode and mapping. */
export const timeImportOptions = {
  /** `long`: one file, a row a session. `wide`: two files, a row a person and a column a day. */
  form: z.enum(["long", "wide"]).default("long"),
  /** How days are written; wide files mostly write `DD/MM/YYYY`. */
  dateFormat: z.enum(dayOrders).optional(),
  /** Where neither the row nor the person names one; else the tenant's. */
  timeZone: z.string().max(64).refine(isTimeZone, "is not a time zone of the IANA database").optional(),
};

const options = z.object(timeImportOptions);

/** The files that a form consists of. */
export const filesOf = (form: "long" | "wide"): readonly string[] =>
  form === "wide" ? ["in", "out"] : ["punches"];

// A session without a break makes three changes beside its person's clock; one step holds about thirty.
const sessionsPerStep = 32;

/** How punches are imported. */
export const timeImport = (
  deps: ImportDeps & { readonly tenantTimeZone: TenantTimeZone; readonly clock: Clock },
): ImportWork<SessionText> => ({
  kind: "time.import",
  plan: async ({ tenantId }, job, headers) => {
    const { form, dateFormat, timeZone } = options.parse(job.options);
    const reading = {
      order: dateFormat ?? (form === "wide" ? "DD/MM/YYYY" : "YYYY-MM-DD"),
      timeZone: timeZone ?? (await deps.tenantTimeZone(tenantId)),
      now: deps.clock(),
    } as const;
    const step = importSessions(deps, reading);
    const check = {
      name: "time.import.check",
      kind: "check",
      chunk: sessionsPerStep * 4,
      step: async (...asked: Parameters<typeof step>) => ({
        ...(await step(...asked)),
        changes: [],
        events: [],
      }),
    } as const;
    const apply = { name: "time.import.apply", kind: "apply", chunk: sessionsPerStep, step } as const;
    const checksFirst = job.mode === "dry-run" || job.onError === "all-or-nothing";
    return {
      items: form === "wide" ? wideForm(headers, job.mapping) : longForm(headers, job.mapping),
      passes: checksFirst ? [check, apply] : [apply],
    };
  },
  undo: async (actor, _job, undo) => ({
    changes: await undoSessions(deps)(actor, undo),
    events: [],
    errors: [],
  }),
});
