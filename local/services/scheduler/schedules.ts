import type { Provider, Resource } from "#local/resource.ts";
import { AwsError } from "#local/services/aws-error.ts";
import { alarm, type Clock } from "#local/services/clock.ts";
import type { Deliveries } from "#local/services/deliveries.ts";
import {
  deliveryOf,
  nextOf,
  type Schedule,
  type ScheduleInput,
  scheduleInput,
  timesOfSchedule,
} from "#local/services/scheduler/schedule.ts";
import { type Entry, type ScheduleTable, scheduleTable } from "#local/services/scheduler/schedule-table.ts";
import type { Store } from "#local/store.ts";

interface SchedulesOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly deliveries: Deliveries;
  /** The account of the group `default`, which each region has: twelve digits. */
  readonly account: string;
}

export interface Schedules extends Provider {
  readonly define: (resource: Resource) => void;
  /** The ARN of a schedule in a group; refuses a group that is not there with `ResourceNotFoundException`. */
  readonly arnOf: (region: string, group: string, name: string) => string;
  /** Refuses with `ConflictException` when the name is taken. */
  readonly create: (arn: string, input: ScheduleInput) => void;
  /** This and the next two refuse with `ResourceNotFoundException`. */
  readonly update: (arn: string, input: ScheduleInput) => void;
  readonly remove: (arn: string) => void;
  readonly find: (arn: string) => Schedule;
  readonly all: () => readonly Schedule[];
  /** Lets what is due come due; what an earlier run missed comes once. */
  readonly start: () => void;
  readonly stop: () => void;
}

/** EventBridge Scheduler: schedules that stacks declare and that calls make, on time to the millisecond. */
export function openSchedules(options: SchedulesOptions): Schedules {
  const { store, clock } = options;
  const table = scheduleTable(store);
  const groups = new Map<string, string>();
  const declared = new Set<string>();
  const bell = bellOf(options, table);
  const put = (schedule: Schedule) => {
    table.put(schedule, firstOf(schedule, clock.now()));
    bell.arm();
  };
  const find = (arn: string): Schedule => {
    const entry = table.find(arn);
    if (!entry)
      throw new AwsError("ResourceNotFoundException", `Schedule ${nameOf(arn)} does not exist.`, 404);
    return entry.schedule;
  };
  return {
    types: ["AWS::Scheduler::Schedule", "AWS::Scheduler::ScheduleGroup"],
    define: ({ type, arn, name, properties }) => {
      if (type === "AWS::Scheduler::ScheduleGroup") return void groups.set(`${regionOf(arn)}/${name}`, arn);
      declared.add(arn);
      declare(table, arn, scheduleInput.parse(properties), clock.now());
    },
    arnOf: (region, group, name) => {
      const own = `arn:aws:scheduler:${region}:${options.account}:schedule-group/default`;
      const groupArn = group === "default" ? own : groups.get(`${region}/${group}`);
      if (!groupArn)
        throw new AwsError("ResourceNotFoundException", `Schedule group ${group} does not exist.`, 404);
      return `${groupArn.replace(":schedule-group/", ":schedule/")}/${name}`;
    },
    create: (arn, input) => {
      if (table.find(arn))
        throw new AwsError("ConflictException", `Schedule ${nameOf(arn)} already exists.`, 409);
      put({ arn, origin: "call", createdAt: clock.now(), modifiedAt: clock.now(), input });
    },
    update: (arn, input) => put({ ...find(arn), input, modifiedAt: clock.now() }),
    remove: (arn) => void table.remove(find(arn).arn),
    find,
    all: () => table.all().map(({ schedule }) => schedule),
    start: () => {
      for (const { schedule } of table.all())
        if (schedule.origin === "stack" && !declared.has(schedule.arn)) table.remove(schedule.arn);
      bell.ring();
    },
    stop: bell.stop,
  };
}

// Rings when the next schedule comes due.
function bellOf(options: SchedulesOptions, table: ScheduleTable) {
  const { store, clock } = options;
  const arm = () => {
    const next = table.next();
    if (next !== undefined) timer.set(next);
  };
  const ring = () => {
    for (const entry of table.due(clock.now())) store.transaction(() => fire(options, table, entry));
    arm();
  };
  const timer = alarm(clock, ring);
  return { arm, ring, stop: timer.clear };
}

const regionOf = (arn: string): string => arn.split(":")[3] ?? "";
const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);

// One that is due only in the past is due at once.
function firstOf(schedule: Schedule, now: number): number | undefined {
  const next = nextOf(schedule, now);
  const past = next === undefined && schedule.input.State === "ENABLED" && timesOfSchedule(schedule).once;
  return past ? now : next;
}

// A schedule that a stack declares as before goes on where it stood.
function declare(table: ScheduleTable, arn: string, input: ScheduleInput, now: number): void {
  const known = table.find(arn);
  if (known && JSON.stringify(known.schedule.input) === JSON.stringify(input)) return;
  const schedule: Schedule = { arn, origin: "stack", createdAt: now, modifiedAt: now, input };
  table.put(schedule, firstOf(schedule, now));
}

function fire(
  { clock, newId, deliveries }: SchedulesOptions,
  table: ScheduleTable,
  { schedule, nextAt }: Entry,
): void {
  const now = clock.now();
  deliveries.accept([deliveryOf(schedule, nextAt ?? now, newId())]);
  const next = nextOf(schedule, now);
  if (next === undefined && schedule.input.ActionAfterCompletion === "DELETE") table.remove(schedule.arn);
  else table.put(schedule, next);
}
