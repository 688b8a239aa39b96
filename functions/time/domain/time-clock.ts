import { refuse } from "#functions/kernel/errors/app-error.ts";
import type { Id } from "#functions/kernel/ids.ts";
import { localDate } from "#functions/time/domain/local-time.ts";
import type { ClosedSession, PunchKind, Session } from "#functions/time/domain/punch.ts";
import { closeSession } from "#functions/time/domain/worked-time.ts";

/** Where a person stands with their working time: at most one session is open. Every change increments `version`. */
export interface TimeClock {
  readonly employeeId: Id<"emp">;
  readonly session?: Session | undefined;
  /** No punch may come before, or at, the last one. */
  readonly lastPunchAt?: string | undefined;
  readonly version: number;
}

/** A press of the clock, before it is known whether it makes sense. */
export interface Press {
  readonly kind: PunchKind;
  readonly at: string;
  readonly timeZone: string;
  /** What the session is called, should this open one. */
  readonly sessionId: Id<"wrk">;
}

/** What a press leads to. */
export interface Pressed {
  readonly clock: TimeClock;
  readonly session: Session;
  /** The session that this press ended. */
  readonly closed?: ClosedSession;
}

// A phone's clock may run a little ahead of ours.
const toleranceMs = 120_000;

/**
 * Refuses a time that cannot be: `time.in-the-future` beyond two minutes ahead of the server, `time.before-hiring`.
 * Without a hire date there is no such check.
 */
export function checkTime(
  { at, timeZone }: Pick<Press, "at" | "timeZone">,
  now: Date,
  hireDate: string | undefined,
): void {
  if (Date.parse(at) > now.getTime() + toleranceMs)
    refuse("invalid", "time.in-the-future", "This time has not come yet", {
      faults: [{ path: "at", message: "lies in the future" }],
    });
  if (hireDate !== undefined && localDate(at, timeZone) < hireDate)
    refuse("invalid", "time.before-hiring", `The person was hired on ${hireDate}`, {
      faults: [{ path: "at", message: "lies before the hire date" }],
    });
}

/**
 * Presses the clock.
 * @throws AppError conflict: `time.already-clocked-in`, `time.not-clocked-in`, `time.already-on-break`,
 * `time.not-on-break`, `time.out-of-order` (not later than the last punch).
 */
export function press(clock: TimeClock, pressed: Press): Pressed {
  const { session, closed } = steps[pressed.kind](clock, pressed);
  if (clock.lastPunchAt !== undefined && pressed.at <= clock.lastPunchAt)
    refuse("conflict", "time.out-of-order", `A punch must be later than the last one (${clock.lastPunchAt})`);
  const after = { employeeId: clock.employeeId, lastPunchAt: pressed.at, version: clock.version + 1 };
  return closed ? { clock: after, session: closed, closed } : { clock: { ...after, session }, session };
}

interface Step {
  readonly session: Session;
  readonly closed?: ClosedSession;
}

const steps: Readonly<Record<PunchKind, (clock: TimeClock, pressed: Press) => Step>> = {
  "clock-in": ({ session }, { at, timeZone, sessionId }) => {
    if (session) refuse("conflict", "time.already-clocked-in", `Clocked in since ${session.startedAt}`);
    return { session: { id: sessionId, startedAt: at, timeZone, breaks: [] } };
  },
  "clock-out": (clock, { at }) => {
    const session = openSession(clock);
    return { session, closed: closeSession(session, at) };
  },
  "break-start": (clock, { at }) => {
    const session = openSession(clock);
    if (onBreak(session)) refuse("conflict", "time.already-on-break", "The break has begun already");
    return { session: { ...session, breaks: [...session.breaks, { startedAt: at }] } };
  },
  "break-end": (clock, { at }) => {
    const session = openSession(clock);
    if (!onBreak(session)) refuse("conflict", "time.not-on-break", "There is no break to end");
    const breaks = session.breaks.map((rest) => ({ ...rest, endedAt: rest.endedAt ?? at }));
    return { session: { ...session, breaks } };
  },
};

const onBreak = ({ breaks }: Session): boolean => breaks.some(({ endedAt }) => endedAt === undefined);

const openSession = ({ session }: TimeClock): Session =>
  session ?? refuse("conflict", "time.not-clocked-in", "Not clocked in");
