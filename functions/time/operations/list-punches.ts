import * as z from "zod";
import { demand } from "#functions/kernel/auth/decide.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { idPattern } from "#functions/kernel/ids.ts";
import { operation } from "#functions/kernel/operation.ts";
import { pageInput, pageOf } from "#functions/kernel/paging.ts";
import { instant } from "#functions/kernel/time/instant.ts";
import { utc } from "#functions/time/domain/local-time.ts";
import { examplePunch, punchView, viewOf } from "#functions/time/operations/punch-view.ts";
import type { Punches, Workforce } from "#functions/time/ports.ts";

interface Deps {
  readonly punches: Punches;
  readonly workforce: Workforce;
}

/** Lists one person's punches in order of time. Refuses with `time.no-employee` when the caller is nobody's employee and names none. */
export const listPunches = operation({
  name: "listPunches",
  summary: "List the punches of a person, in order of time.",
  permission: "time:read",
  scope: "resource",
  input: z.strictObject({
    /** Whose; your own when left out. */
    employeeId: z.string().regex(idPattern("emp")).optional(),
    /** Not before this instant. */
    from: instant.optional(),
    /** Before this instant. */
    to: instant.optional(),
    ...pageInput,
  }),
  output: pageOf(punchView),
  problems: ["time.no-employee", "request.cursor-invalid"],
  example: {
    input: { from: "2026-11-01T00:00:00+09:00", limit: 50 },
    output: { items: [examplePunch], nextCursor: null },
  },
  run:
    ({ punches, workforce }: Deps) =>
    async (actor, { employeeId = actor.employeeId, from, to, ...page }) => {
      const { tenantId } = actor;
      await demand(actor, "time:read", {
        employeeId,
        managers: async () => (employeeId ? workforce.managersOf(tenantId, employeeId) : []),
      });
      if (employeeId === undefined)
        refuse("conflict", "time.no-employee", "You are not linked to an employee; say whose punches");
      const range = { employeeId, from: from && utc(from), to: to && utc(to) };
      const { items, nextCursor } = await punches.list(tenantId, range, page);
      return { items: items.map(viewOf), nextCursor };
    },
});
