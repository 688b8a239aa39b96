import * as z from "zod";
import { fact } from "#events/envelope.ts";
import { punchRecordedV1 } from "#events/time/punch-recorded.v1.ts";
import type { Actor } from "#functions/kernel/actor.ts";
import { demand } from "#functions/kernel/auth/decide.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { tryAgain } from "#functions/kernel/errors/try-again.ts";
import { idPattern, type NewId } from "#functions/kernel/ids.ts";
import { operation } from "#functions/kernel/operation.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";
import { instant } from "#functions/kernel/time/instant.ts";
import { isTimeZone } from "#functions/kernel/time/time-zone.ts";
import { offsetAt, utc } from "#functions/time/domain/local-time.ts";
import type { Punch, PunchKind } from "#functions/time/domain/punch.ts";
import { checkTime, type Pressed, press } from "#functions/time/domain/time-clock.ts";
import { examplePunch, type PunchView, punchView, viewOf } from "#functions/time/operations/punch-view.ts";
import type {
  Punches,
  Sessions,
  TenantTimeZone,
  TimeClocks,
  Worker,
  Workforce,
} from "#functions/time/ports.ts";

export interface PunchDeps {
  readonly workforce: Workforce;
  readonly timeClocks: TimeClocks;
  readonly punches: Punches;
  readonly sessions: Sessions;
  readonly tenantTimeZone: TenantTimeZone;
  readonly commit: CommitWrites;
  readonly clock: Clock;
  readonly newId: NewId;
}

const punchInput = z.strictObject({
  /** Whose clock; your own when left out. */
  employeeId: z.string().regex(idPattern("emp")).optional(),
  /** When it happened, by the caller's clock; now when left out. */
  at: instant.optional(),
  /** IANA name; the person's own zone, or else the tenant's, when left out. */
  timeZone: z.string().max(64).refine(isTimeZone, "is not a time zone of the IANA database").optional(),
});

type PunchInput = z.infer<typeof punchInput>;

/**
 * One of the four presses of the clock, as an operation: all are alike but for what the clock makes of them.
 * Refusals: those of `press` and `checkTime`; `time.no-employee` when the caller is nobody's employee and names none;
 * `people.no-such-employee`.
 */
export const punchOperation = (kind: PunchKind, name: string, summary: string, problems: readonly string[]) =>
  operation({
    name,
    summary,
    permission: "time:clock",
    scope: "resource",
    input: punchInput,
    output: punchView,
    problems: [
      "time.in-the-future",
      "time.before-hiring",
      "time.out-of-order",
      "time.no-employee",
      "people.no-such-employee",
      ...problems,
    ],
    example: { input: { at: "2026-11-20T09:00:00+09:00" }, output: { ...examplePunch, kind } },
    run: (deps: PunchDeps) => async (actor, input) => {
      const employeeId = await whose(deps, actor, input.employeeId);
      // Whoever loses a race looks again how the clock stands now.
      return tryAgain("time.clock-moved", () => record(deps, actor, kind, employeeId, input));
    },
  });

async function whose({ workforce }: PunchDeps, actor: Actor, named: string | undefined): Promise<string> {
  const { tenantId } = actor;
  const employeeId = named ?? actor.employeeId;
  await demand(actor, "time:clock", {
    employeeId,
    managers: async () => (employeeId ? workforce.managersOf(tenantId, employeeId) : []),
  });
  if (employeeId === undefined)
    refuse("conflict", "time.no-employee", "You are not linked to an employee; say whose clock it is", {
      faults: [{ path: "employeeId", message: "is needed" }],
    });
  return employeeId;
}

async function workerOf({ workforce }: PunchDeps, tenantId: string, employeeId: string): Promise<Worker> {
  const worker = await workforce.find(tenantId, employeeId);
  return worker ?? refuse("not-found", "people.no-such-employee", "There is no such employee");
}

async function record(
  deps: PunchDeps,
  actor: Actor,
  kind: PunchKind,
  employeeId: string,
  input: PunchInput,
): Promise<PunchView> {
  const { tenantId } = actor;
  const [worker, before] = await Promise.all([
    workerOf(deps, tenantId, employeeId),
    deps.timeClocks.find(tenantId, employeeId),
  ]);
  const now = deps.clock();
  const at = utc(input.at ?? now.toISOString());
  const timeZone = input.timeZone ?? worker.timeZone ?? (await deps.tenantTimeZone(tenantId));
  checkTime({ at, timeZone }, now, worker.hireDate);
  const pressed = press(before, { kind, at, timeZone, sessionId: deps.newId("wrk") });
  const punch: Punch = {
    id: deps.newId("pun"),
    employeeId: before.employeeId,
    sessionId: pressed.session.id,
    kind,
    at,
    timeZone,
    offset: offsetAt(at, timeZone),
    recordedAt: now.toISOString(),
    source: "live",
  };
  return deps.commit(actor, {
    changes: [
      deps.timeClocks.advance(tenantId, pressed.clock),
      deps.punches.add(tenantId, punch),
      ...(pressed.closed ? [deps.sessions.add(tenantId, before.employeeId, pressed.closed)] : []),
    ],
    events: [told(punch, pressed)],
    answer: viewOf(punch),
  });
}

const told = (punch: Punch, { clock, closed }: Pressed) =>
  fact(punchRecordedV1, {
    sequence: clock.version,
    data: {
      punchId: punch.id,
      employeeId: punch.employeeId,
      sessionId: punch.sessionId,
      kind: punch.kind,
      at: viewOf(punch).at,
      timeZone: punch.timeZone,
      recordedAt: punch.recordedAt,
      ...(closed && { session: { workDate: closed.workDate, workedMinutes: closed.workedMinutes } }),
    },
  });
