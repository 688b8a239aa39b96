import { fact, type NewEvent } from "#events/envelope.ts";
import { sessionsImportedV1 } from "#events/time/sessions-imported.v1.ts";
import type { Actor } from "#functions/kernel/actor.ts";
import type { Change } from "#functions/kernel/commit.ts";
import { asId, type NewId } from "#functions/kernel/ids.ts";
import type { Chunk, Placed, StepResult } from "#functions/kernel/jobs/import-work.ts";
import type { RowError } from "#functions/kernel/jobs/job.ts";
import { offsetAt } from "#functions/time/domain/local-time.ts";
import type { ClosedSession, Punch, PunchKind } from "#functions/time/domain/punch.ts";
import { closeSession } from "#functions/time/domain/worked-time.ts";
import {
  type Fault,
  type PastSession,
  type Reading,
  readSession,
} from "#functions/time/imports/read-session.ts";
import type { SessionText } from "#functions/time/imports/session-text.ts";
import { add, advanced, placeFor, type Timeline, timelineOf } from "#functions/time/imports/timeline.ts";
import type { Punches, Sessions, TimeClocks, Worker, Workforce } from "#functions/time/ports.ts";

export interface ImportDeps {
  readonly workforce: Workforce;
  readonly timeClocks: TimeClocks;
  readonly punches: Punches;
  readonly sessions: Sessions;
  readonly newId: NewId;
}

interface Added {
  readonly employeeId: string;
  readonly session: ClosedSession;
}

type ImportStep = (actor: Actor, chunk: Chunk<SessionText>) => Promise<StepResult>;

/** What a step has made of its items so far. */
interface Progress {
  taken: number;
  unchanged: number;
  readonly added: Added[];
  readonly errors: RowError[];
  /** People whose clock must move on. */
  readonly touched: Set<string>;
  changes: number;
}

/**
 * Records a stretch of past sessions: those that are new; those that are there already stay as they are; those that
 * cannot be, or overlap others of the same person, are listed.
 */
export const importSessions = (deps: ImportDeps, reading: Reading): ImportStep => {
  const lookUp = workerLookUp(deps.workforce);
  return async (actor, chunk) => {
    const { tenantId } = actor;
    const read = await understand(lookUp, tenantId, chunk.items, reading);
    const lines = await timelines(deps, tenantId, read);
    const progress = placeAll(deps.newId, read, lines, chunk.room);
    const changes = [...progress.touched].flatMap((employeeId) => {
      const line = lines.get(employeeId);
      return line ? [deps.timeClocks.advance(tenantId, advanced(line))] : [];
    });
    const recorded = progress.added.flatMap((one) => changesFor(deps, tenantId, one, reading.now));
    return {
      taken: progress.taken,
      changes: [...changes, ...recorded],
      events: progress.added.length > 0 ? [told(chunk, progress.added)] : [],
      created: progress.added.length,
      updated: 0,
      unchanged: progress.unchanged,
      failed: progress.errors.length,
      errors: progress.errors,
      undo: progress.added.map(({ employeeId, session }) => ({ employeeId, session })),
    };
  };
};

type LookUp = Workforce["byExternalId"];

/** Looks people up; whom the step before was about too is not read again, for files go person by person. */
function workerLookUp(workforce: Workforce): LookUp {
  let known: ReadonlyMap<string, Worker> = new Map();
  return async (tenantId, externalIds) => {
    const unknown = externalIds.filter((id) => !known.has(id));
    const found = unknown.length > 0 ? await workforce.byExternalId(tenantId, unknown) : known;
    known = new Map(
      externalIds.flatMap((id) => {
        const worker = found.get(id) ?? known.get(id);
        return worker ? [[id, worker] as const] : [];
      }),
    );
    return known;
  };
}

type ReadItem = Placed<PastSession | { readonly fault: Fault }>;

async function understand(
  lookUp: LookUp,
  tenantId: string,
  items: readonly Placed<SessionText>[],
  reading: Reading,
): Promise<readonly ReadItem[]> {
  const named = new Set(items.map(({ item }) => item.externalId).filter((id) => id !== ""));
  const workers = await lookUp(tenantId, [...named]);
  return items.map(({ row, item }) => ({
    row,
    item: readSession(item, workers.get(item.externalId), reading),
  }));
}

async function timelines(
  { timeClocks, sessions }: ImportDeps,
  tenantId: string,
  read: readonly ReadItem[],
): Promise<ReadonlyMap<string, Timeline>> {
  const understood = read.flatMap(({ item }) => ("fault" in item ? [] : [item]));
  const byEmployee = Map.groupBy(understood, ({ employeeId }) => employeeId);
  // First the clocks: their versions hold off whoever adds a session after this.
  const clocks = await timeClocks.findAll(tenantId, [...byEmployee.keys()]);
  const lines = clocks.map(async (clock): Promise<[string, Timeline]> => {
    const theirs = byEmployee.get(clock.employeeId) ?? [];
    const starts = theirs.map(({ startedAt }) => startedAt).toSorted();
    const ends = theirs.map(({ endedAt }) => endedAt).toSorted();
    const from = starts[0] ?? "";
    const there = await sessions.overlapping(tenantId, clock.employeeId, from, ends.at(-1) ?? from);
    return [clock.employeeId, timelineOf(clock, there)];
  });
  return new Map(await Promise.all(lines));
}

function placeAll(
  newId: NewId,
  read: readonly ReadItem[],
  lines: ReadonlyMap<string, Timeline>,
  room: number,
): Progress {
  const progress: Progress = {
    taken: 0,
    unchanged: 0,
    added: [],
    errors: [],
    touched: new Set(),
    changes: 0,
  };
  for (const { row, item } of read) {
    if ("fault" in item) progress.errors.push({ row, ...item.fault });
    else if (progress.changes + changesOf(item) > room) break;
    else place(newId, row, item, lines.get(item.employeeId), progress);
    progress.taken += 1;
  }
  return progress;
}

// The session, its two punches, two for each break, and the person's clock.
const changesOf = ({ breaks }: PastSession): number => 4 + 2 * breaks.length;

function place(
  newId: NewId,
  row: number,
  past: PastSession,
  line: Timeline | undefined,
  progress: Progress,
): void {
  const { employeeId, startedAt, endedAt, timeZone, breaks } = past;
  const found = line ? placeFor(line, past) : "overlaps";
  if (found === "there") progress.unchanged += 1;
  if (found === "overlaps")
    progress.errors.push({
      row,
      column: "",
      code: "time.session-overlaps",
      message: "Overlaps another session of this person",
      value: startedAt,
    });
  if (found !== "fits" || !line) return;
  add(line, past);
  progress.changes += changesOf(past) - (progress.touched.has(employeeId) ? 1 : 0);
  progress.touched.add(employeeId);
  const session = { id: newId("wrk"), startedAt, timeZone, breaks };
  progress.added.push({ employeeId, session: closeSession(session, endedAt) });
}

function changesFor(deps: ImportDeps, tenantId: string, { employeeId, session }: Added, now: Date): Change[] {
  const punches = punchesOf(session).map(
    ([kind, at]): Punch => ({
      id: deps.newId("pun"),
      employeeId: asId("emp", employeeId),
      sessionId: session.id,
      kind,
      at,
      timeZone: session.timeZone,
      offset: offsetAt(at, session.timeZone),
      recordedAt: now.toISOString(),
      source: "import",
    }),
  );
  return [
    deps.sessions.add(tenantId, employeeId, session),
    ...punches.map((punch) => deps.punches.add(tenantId, punch)),
  ];
}

/** The presses of the clock that a session consists of. */
export const punchesOf = ({
  startedAt,
  endedAt,
  breaks,
}: ClosedSession): readonly (readonly [PunchKind, string])[] => [
  ["clock-in", startedAt],
  ...breaks.flatMap((rest): [PunchKind, string][] => [
    ["break-start", rest.startedAt],
    ["break-end", rest.endedAt ?? endedAt],
  ]),
  ["clock-out", endedAt],
];

function told({ job, sequence }: Chunk<SessionText>, added: readonly Added[]): NewEvent {
  const employees = [...Map.groupBy(added, ({ employeeId }) => employeeId).entries()].map(
    ([employeeId, theirs]) => {
      const dates = theirs.map(({ session }) => session.workDate).toSorted();
      return { employeeId, from: dates[0] ?? "", to: dates.at(-1) ?? "", sessions: theirs.length };
    },
  );
  const workedMinutes = added.reduce((sum, { session }) => sum + session.workedMinutes, 0);
  return fact(sessionsImportedV1, {
    sequence,
    data: { importId: job.id, sessions: added.length, workedMinutes, employees },
  });
}
