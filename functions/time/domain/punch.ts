import type { Id } from "#functions/kernel/ids.ts";

export type PunchKind = "clock-in" | "clock-out" | "break-start" | "break-end";

/** One press of the clock. */
export interface Punch {
  readonly id: Id<"pun">;
  readonly employeeId: Id<"emp">;
  readonly sessionId: Id<"wrk">;
  readonly kind: PunchKind;
  /** When it happened, by the clock of whoever punched; RFC 3339 in UTC with milliseconds. */
  readonly at: string;
  /** Where it happened: the person's day is a day of this zone (IANA name). */
  readonly timeZone: string;
  /** The zone's offset at that instant, as in `+09:00`: zones change their rules, what was on the wall does not. */
  readonly offset: string;
  /** When the server learnt of it. */
  readonly recordedAt: string;
  readonly source: "live" | "import";
}

export interface Break {
  readonly startedAt: string;
  readonly endedAt?: string | undefined;
}

/** Work from clock-in to clock-out. */
export interface Session {
  readonly id: Id<"wrk">;
  readonly startedAt: string;
  readonly endedAt?: string | undefined;
  readonly timeZone: string;
  readonly breaks: readonly Break[];
}

export interface ClosedSession extends Session {
  readonly endedAt: string;
  /** The local date on which it began: all of its minutes count there, also those after midnight. */
  readonly workDate: string;
  readonly workedMinutes: number;
}
