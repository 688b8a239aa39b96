import type { RowError } from "#functions/kernel/jobs/job.ts";
import { isTimeZone } from "#functions/kernel/time/time-zone.ts";
import { localDate } from "#functions/time/domain/local-time.ts";
import type { Break } from "#functions/time/domain/punch.ts";
import { type DayOrder, readInstant } from "#functions/time/domain/wall-time.ts";
import type { SessionText } from "#functions/time/imports/session-text.ts";
import type { Worker } from "#functions/time/ports.ts";

/** A past session that a file tells of, understood. */
export interface PastSession {
  readonly employeeId: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly timeZone: string;
  readonly breaks: readonly Required<Break>[];
}

export type Fault = Pick<RowError, "column" | "code" | "message" | "value">;

export interface Reading {
  readonly order: DayOrder;
  /** Where neither the row nor the person names a zone. */
  readonly timeZone: string;
  readonly now: Date;
}

const longestMs = 24 * 3600 * 1000;

class Faulty extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.code);
    this.fault = fault;
  }
}

const fail = (column: string, code: string, message: string, value = ""): never => {
  throw new Faulty({ column, code, message, value: value.slice(0, 100) });
};

/** Understands a session, or tells the first thing that is wrong with it. */
export function readSession(
  text: SessionText,
  worker: Worker | undefined,
  reading: Reading,
): PastSession | { readonly fault: Fault } {
  try {
    return understand(text, worker, reading);
  } catch (error) {
    if (error instanceof Faulty) return { fault: error.fault };
    throw error;
  }
}

function understand(text: SessionText, worker: Worker | undefined, reading: Reading): PastSession {
  const { columns, externalId } = text;
  if (text.fault)
    return fail(
      columns.externalId,
      text.fault,
      "The files do not list the same person in this row",
      externalId,
    );
  if (!worker)
    return fail(columns.externalId, "time.unknown-employee", "Nobody has this external id", externalId);
  const timeZone = text.timeZone || worker.timeZone || reading.timeZone;
  if (!isTimeZone(timeZone))
    return fail(columns.timeZone, "time.unknown-time-zone", "No such time zone", timeZone);
  const at = (field: TimeField, after?: string) => instant(text, field, reading.order, timeZone, after);
  const startedAt = at("clockIn");
  const endedAt = at("clockOut", startedAt);
  if (Date.parse(endedAt) > reading.now.getTime())
    return fail(columns.clockOut, "time.in-the-future", "This time has not come yet", text.clockOut);
  if (Date.parse(endedAt) - Date.parse(startedAt) > longestMs)
    return fail(
      columns.clockOut,
      "time.session-too-long",
      "More than 24 hours after the clock-in",
      text.clockOut,
    );
  if (worker.hireDate !== undefined && localDate(startedAt, timeZone) < worker.hireDate)
    return fail(columns.clockIn, "time.before-hiring", `Hired on ${worker.hireDate}`, text.clockIn);
  return {
    employeeId: worker.employeeId,
    startedAt,
    endedAt,
    timeZone,
    breaks: breaksOf(text, at, startedAt, endedAt),
  };
}

type TimeField = "clockIn" | "clockOut" | "breakStart" | "breakEnd";

function instant(
  text: SessionText,
  field: TimeField,
  order: DayOrder,
  timeZone: string,
  after?: string,
): string {
  const written = text[field];
  const column = text.columns[field];
  if (written === "") return fail(column, "time.missing-time", `There is no ${words[field]}`);
  const read = readInstant(written, order, timeZone, after);
  if ("fault" in read)
    return read.fault === "malformed"
      ? fail(column, "time.malformed-time", `Not a time written as ${order} HH:MM`, written)
      : fail(column, "time.no-such-time", `The clocks of ${timeZone} skipped this time`, written);
  if (after !== undefined && read.instant <= after)
    return fail(
      column,
      "time.out-of-order",
      `The ${words[field]} is not later than what it follows`,
      written,
    );
  return read.instant;
}

const words: Readonly<Record<TimeField, string>> = {
  clockIn: "clock-in",
  clockOut: "clock-out",
  breakStart: "start of the break",
  breakEnd: "end of the break",
};

function breaksOf(
  text: SessionText,
  at: (field: TimeField, after?: string) => string,
  startedAt: string,
  endedAt: string,
): Required<Break>[] {
  if (text.breakStart === "" && text.breakEnd === "") return [];
  const from = at("breakStart", startedAt);
  const to = at("breakEnd", from);
  if (to > endedAt)
    fail(text.columns.breakEnd, "time.out-of-order", "The break ends after the session", text.breakEnd);
  return [{ startedAt: from, endedAt: to }];
}
