import * as z from "zod";
import type { Actor } from "#functions/kernel/actor.ts";
import type { Change } from "#functions/kernel/commit.ts";
import { asId } from "#functions/kernel/ids.ts";
import { type ImportDeps, punchesOf } from "#functions/time/imports/import-sessions.ts";

const rest = z.object({ startedAt: z.string(), endedAt: z.string() });
const recorded = z.array(
  z.object({
    employeeId: z.string(),
    session: z.object({
      id: z.string(),
      startedAt: z.string(),
      endedAt: z.string(),
      timeZone: z.string(),
      workDate: z.string(),
      workedMinutes: z.number(),
      breaks: z.array(rest),
    }),
  }),
);

/** Takes back the sessions that one step of an import recorded, punches and all. */
export const undoSessions =
  ({ sessions, punches }: ImportDeps) =>
  async ({ tenantId }: Actor, undo: unknown): Promise<readonly Change[]> =>
    recorded
      .parse(undo)
      .flatMap(({ employeeId, session }) => [
        sessions.remove(tenantId, employeeId, session.startedAt),
        ...punchesOf({ ...session, id: asId("wrk", session.id) }).map(([kind, at]) =>
          punches.remove(tenantId, { employeeId: asId("emp", employeeId), kind, at }),
        ),
      ]);
