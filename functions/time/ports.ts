import type { Change } from "#functions/kernel/commit.ts";
import type { Page, PageRequest } from "#functions/kernel/paging.ts";
import type { ClosedSession, Punch } from "#functions/time/domain/punch.ts";
import type { TimeClock } from "#functions/time/domain/time-clock.ts";

export interface TimeClocks {
  /** Where the person stands; a clock at version 0 when they never punched. */
  find(tenantId: string, employeeId: string): Promise<TimeClock>;
  findAll(tenantId: string, employeeIds: readonly string[]): Promise<readonly TimeClock[]>;
  /** Keeps the clock as it is now, if it still stands where `clock.version` follows on; else `time.clock-moved` (unavailable). */
  advance(tenantId: string, clock: TimeClock): Change;
}

export interface Punches {
  add(tenantId: string, punch: Punch): Change;
  remove(tenantId: string, punch: Pick<Punch, "employeeId" | "at" | "kind">): Change;
  /** In order of time; `from` inclusive, `to` exclusive, both UTC. */
  list(
    tenantId: string,
    range: {
      readonly employeeId: string;
      readonly from?: string | undefined;
      readonly to?: string | undefined;
    },
    page: PageRequest,
  ): Promise<Page<Punch>>;
}

export interface Sessions {
  add(tenantId: string, employeeId: string, session: ClosedSession): Change;
  remove(tenantId: string, employeeId: string, startedAt: string): Change;
  /** The ended sessions that began in this time; `from` inclusive, `to` exclusive, both UTC. */
  startedBetween(
    tenantId: string,
    employeeId: string,
    from: string,
    to: string,
  ): Promise<readonly ClosedSession[]>;
  /** The ended sessions that have a moment in this time: those that began in it, and one that had begun before and reaches into it. */
  overlapping(
    tenantId: string,
    employeeId: string,
    from: string,
    to: string,
  ): Promise<readonly ClosedSession[]>;
}

/** What time needs to know of a person. */
export interface Worker {
  readonly employeeId: string;
  readonly externalId?: string | undefined;
  readonly hireDate?: string | undefined;
  readonly timeZone?: string | undefined;
}

/** The people, as their own context tells of them. */
export interface Workforce {
  find(tenantId: string, employeeId: string): Promise<Worker | undefined>;
  /** By external id; who is unknown is missing from the answer. */
  byExternalId(tenantId: string, externalIds: readonly string[]): Promise<ReadonlyMap<string, Worker>>;
  /** The employees above one, nearest first. */
  managersOf(tenantId: string, employeeId: string): Promise<readonly string[]>;
}

/** The tenant's own zone, where a person has none. */
export type TenantTimeZone = (tenantId: string) => Promise<string>;
