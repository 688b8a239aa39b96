import { asId } from "#functions/kernel/ids.ts";
import type { ClosedSession, Punch } from "#functions/time/domain/punch.ts";
import type { TimeClock } from "#functions/time/domain/time-clock.ts";
import type { Punches, Sessions, TimeClocks, Worker, Workforce } from "#functions/time/ports.ts";
import { memoryChange } from "#tests/support/memory-commit.ts";

const moved = { kind: "unavailable", code: "time.clock-moved", message: "moved" } as const;
const taken = { kind: "conflict", code: "time.session-overlaps", message: "taken" } as const;

/** The ports of `time`, kept in memory with all that they promise. */
export const timeInMemory = (workers: readonly Worker[]) => {
  const clocks = new Map<string, TimeClock>();
  const kept = {
    punches: new Map<string, Punch>(),
    sessions: new Map<string, ClosedSession & { employeeId: string }>(),
  };
  const clockOf = (employeeId: string): TimeClock =>
    clocks.get(employeeId) ?? { employeeId: asId("emp", employeeId), version: 0 };

  const timeClocks: TimeClocks = {
    find: async (_, employeeId) => clockOf(employeeId),
    findAll: async (_, employeeIds) => employeeIds.map(clockOf),
    advance: (_, clock) =>
      memoryChange(
        () => clocks.set(clock.employeeId, clock),
        moved,
        () => clockOf(clock.employeeId).version !== clock.version - 1,
      ),
  };
  const punches: Punches = {
    add: (_, punch) =>
      memoryChange(() => kept.punches.set(`${punch.employeeId}${punch.at}${punch.kind}`, punch)),
    remove: (_, { employeeId, at, kind }) =>
      memoryChange(() => kept.punches.delete(`${employeeId}${at}${kind}`)),
    list: async (_, { employeeId, from = "", to = "9999" }, { limit }) => ({
      items: [...kept.punches.values()]
        .filter((punch) => punch.employeeId === employeeId && punch.at >= from && punch.at < to)
        .toSorted((a, b) => (a.at < b.at ? -1 : 1))
        .slice(0, limit),
      nextCursor: null,
    }),
  };
  const sessions: Sessions = {
    add: (_, employeeId, session) =>
      memoryChange(
        () => kept.sessions.set(`${employeeId}${session.startedAt}`, { employeeId, ...session }),
        taken,
        () => kept.sessions.has(`${employeeId}${session.startedAt}`),
      ),
    remove: (_, employeeId, startedAt) =>
      memoryChange(() => kept.sessions.delete(`${employeeId}${startedAt}`)),
    overlapping: async (_, employeeId, from, to) =>
      [...kept.sessions.values()].filter(
        (one) => one.employeeId === employeeId && one.startedAt < to && one.endedAt > from,
      ),
    startedBetween: async (_, employeeId, from, to) =>
      [...kept.sessions.values()].filter(
        (one) => one.employeeId === employeeId && one.startedAt >= from && one.startedAt < to,
      ),
  };
  const workforce: Workforce = {
    find: async (_, employeeId) => workers.find((worker) => worker.employeeId === employeeId),
    byExternalId: async (_, ids) =>
      new Map(
        workers.flatMap((worker) =>
          worker.externalId && ids.includes(worker.externalId) ? [[worker.externalId, worker]] : [],
        ),
      ),
    managersOf: async (_, employeeId) =>
      employeeId === workers[0]?.employeeId ? [workers[1]?.employeeId ?? ""] : [],
  };
  return { clocks, kept, timeClocks, punches, sessions, workforce };
};
