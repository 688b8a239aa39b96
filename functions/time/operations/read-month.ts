import * as z from "zod";
import { demand } from "#functions/kernel/auth/decide.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { idPattern } from "#functions/kernel/ids.ts";
import { operation } from "#functions/kernel/operation.ts";
import { offsetAt, withOffset } from "#functions/time/domain/local-time.ts";
import { monthOf, searchRange } from "#functions/time/domain/month.ts";
import type { Session } from "#functions/time/domain/punch.ts";
import { workedMinutes } from "#functions/time/domain/worked-time.ts";
import type { Sessions, TimeClocks, Workforce } from "#functions/time/ports.ts";

interface Deps {
  readonly sessions: Sessions;
  readonly timeClocks: TimeClocks;
  readonly workforce: Workforce;
}

const instant = z.iso.datetime({ offset: true });

const sessionView = z.object({
  id: z.string(),
  startedAt: instant,
  /** Null while the session is open. */
  endedAt: instant.nullable(),
  timeZone: z.string(),
  breakMinutes: z.int(),
  /** Null while the session is open. */
  workedMinutes: z.int().nullable(),
});

/**
 * A person's month in whole minutes. A session counts on the local date on which it began, to its end; an open one
 * counts no minutes yet. Refuses with `people.no-such-employee`.
 */
export const readMonth = operation({
  name: "readMonth",
  summary: "Read a month of a person's working time, day by day.",
  permission: "time:read",
  scope: "resource",
  input: z.strictObject({
    employeeId: z.string().regex(idPattern("emp")),
    month: z
      .string()
      .regex(/^(19[89]\d|2[01]\d\d)-(0[1-9]|1[0-2])$/, "is not a month from 1980 on, as in 2026-11"),
  }),
  output: z.object({
    employeeId: z.string(),
    month: z.string(),
    days: z.array(z.object({ date: z.iso.date(), workedMinutes: z.int(), sessions: z.array(sessionView) })),
    workedMinutes: z.int(),
  }),
  problems: ["people.no-such-employee"],
  example: {
    input: { employeeId: "emp_01k9f3kxr4e5r9s3d2a1q7z5xy", month: "2026-11" },
    output: {
      employeeId: "emp_01k9f3kxr4e5r9s3d2a1q7z5xy",
      month: "2026-11",
      days: [
        {
          date: "2026-11-20",
          workedMinutes: 480,
          sessions: [
            {
              id: "wrk_01k9f3kyr4e5r9s3d2a1q7z5xy",
              startedAt: "2026-11-20T09:00:00.000+09:00",
              endedAt: "2026-11-20T18:00:00.000+09:00",
              timeZone: "Asia/Tokyo",
              breakMinutes: 60,
              workedMinutes: 480,
            },
          ],
        },
      ],
      workedMinutes: 480,
    },
  },
  run:
    ({ sessions, timeClocks, workforce }: Deps) =>
    async (actor, { employeeId, month }) => {
      const { tenantId } = actor;
      await demand(actor, "time:read", {
        employeeId,
        managers: () => workforce.managersOf(tenantId, employeeId),
      });
      const { from, to } = searchRange(month);
      const [worker, clock, ended] = await Promise.all([
        workforce.find(tenantId, employeeId),
        timeClocks.find(tenantId, employeeId),
        sessions.startedBetween(tenantId, employeeId, from, to),
      ]);
      if (!worker) refuse("not-found", "people.no-such-employee", "There is no such employee");
      const { days, ...total } = monthOf(month, ended, clock.session);
      const shown = days.map((day) => ({ ...day, sessions: day.sessions.map(viewOf) }));
      return { employeeId, month, days: shown, ...total };
    },
});

const viewOf = (session: Session): z.infer<typeof sessionView> => {
  const { id, startedAt, endedAt, timeZone } = session;
  const worked = endedAt === undefined ? null : workedMinutes(session, endedAt);
  return {
    id,
    startedAt: withOffset(startedAt, offsetAt(startedAt, timeZone)),
    endedAt: endedAt === undefined ? null : withOffset(endedAt, offsetAt(endedAt, timeZone)),
    timeZone,
    breakMinutes:
      endedAt === undefined ? 0 : workedMinutes({ ...session, breaks: [] }, endedAt) - (worked ?? 0),
    workedMinutes: worked,
  };
};
