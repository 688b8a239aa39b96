import * as z from "zod";
import type { Schedule } from "#local/services/scheduler/schedule.ts";
import type { Store } from "#local/store.ts";

const row = z.object({ schedule: z.string(), nextAt: z.number().nullable() });

// Of our own writing, so it needs no check of its members.
const entryOf = ({ schedule, nextAt }: z.infer<typeof row>): Entry => ({
  schedule: JSON.parse(schedule),
  nextAt: nextAt ?? undefined,
});

export interface Entry {
  readonly schedule: Schedule;
  /** When it comes due next, in milliseconds since the epoch. */
  readonly nextAt: number | undefined;
}

export type ScheduleTable = ReturnType<typeof scheduleTable>;

/** All schedules, with the time at which each comes due next. */
export function scheduleTable(store: Store) {
  store.run(
    "CREATE TABLE IF NOT EXISTS schedule (arn TEXT PRIMARY KEY, schedule TEXT NOT NULL, nextAt INTEGER) STRICT",
  );
  store.run("CREATE INDEX IF NOT EXISTS scheduleByTime ON schedule (nextAt) WHERE nextAt NOT NULL");
  const select = (where: string, ...values: (string | number)[]): Entry[] =>
    store.rows(row, `SELECT schedule, nextAt FROM schedule WHERE ${where}`, ...values).map(entryOf);
  return {
    find: (arn: string) => select("arn = ?", arn)[0],
    all: () => select("TRUE ORDER BY arn"),
    due: (now: number) => select("nextAt <= ? ORDER BY nextAt", now),
    next: () => select("nextAt NOT NULL ORDER BY nextAt LIMIT 1")[0]?.nextAt,
    put: (schedule: Schedule, nextAt: number | undefined) => {
      const sql = "INSERT OR REPLACE INTO schedule VALUES (?, ?, ?)";
      store.run(sql, schedule.arn, JSON.stringify(schedule), nextAt ?? null);
    },
    remove: (arn: string) => store.run("DELETE FROM schedule WHERE arn = ?", arn),
  };
}
