import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Authorize } from "#local/services/authorize.ts";
import { openDeliveries } from "#local/services/deliveries.ts";
import { type Endpoint, startEndpoint } from "#local/services/endpoint.ts";
import { scheduler } from "#local/services/scheduler/scheduler.ts";
import { openSchedules } from "#local/services/scheduler/schedules.ts";
import { openStore } from "#local/store.ts";
import { manualClock, settled } from "#tests/local/services/manual-clock.ts";
import { queueArn, resource } from "#tests/local/services/resource.ts";

let folder: string;
let endpoint: Endpoint;
let client: SchedulerClient;
let time: ReturnType<typeof manualClock>;
let delivered: [string, string, string | undefined][];
let parts: ReturnType<typeof openScheduler>;

// Nobody may hand on a role but that of the schedules.
const authorize: Authorize = ({ action, resource, context }) =>
  action !== "iam:PassRole" ||
  (resource === role && context?.["iam:PassedToService"]?.[0] === "scheduler.amazonaws.com");
const role = "arn:aws:iam::000000000000:role/schedules";

function openScheduler(declared: Record<string, unknown>[] = []) {
  const store = openStore(join(folder, "state.db"));
  const { clock } = time;
  const deliveries = openDeliveries({
    store,
    clock,
    deliver: async (arn, payload, options) => void delivered.push([arn, payload, options?.messageGroupId]),
    onLost: () => {},
  });
  const schedules = openSchedules({ store, clock, newId: randomUUID, deliveries, account: "000000000000" });
  schedules.define(resource("AWS::Scheduler::ScheduleGroup", "late", {}, "schedule-group/"));
  for (const each of declared)
    schedules.define(resource("AWS::Scheduler::Schedule", "declared", each, "schedule/default/"));
  schedules.start();
  const stop = () => {
    schedules.stop();
    deliveries.stop();
  };
  return { schedules, stop };
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "scheduler-"));
  time = manualClock(Date.parse("2026-11-20T09:00:00Z"));
  delivered = [];
  parts = openScheduler();
  endpoint = await startEndpoint({ scheduler: scheduler(parts.schedules, authorize) });
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  client = new SchedulerClient({ endpoint: endpoint.url, region: "eu-west-1", credentials, maxAttempts: 1 });
});
afterEach(async () => {
  parts.stop();
  await endpoint.stop();
  rmSync(folder, { recursive: true });
});

const GroupName = "late";
const late: CreateScheduleCommandInput = {
  Name: "retry-1",
  GroupName,
  ScheduleExpression: "at(2026-11-20T10:00:00)",
  FlexibleTimeWindow: { Mode: "OFF" },
  ActionAfterCompletion: "DELETE",
  Target: {
    Arn: queueArn("deliveries"),
    RoleArn: role,
    Input: '{"attempt":3}',
    SqsParameters: { MessageGroupId: "tnt_1" },
  },
};
const create = (more: Partial<CreateScheduleCommandInput> = {}) =>
  client.send(new CreateScheduleCommand({ ...late, ...more }));
const read = (Name = late.Name) => client.send(new GetScheduleCommand({ Name, GroupName }));

test("a one-time schedule comes due on time, once, and is gone", async () => {
  const { ScheduleArn } = await create();
  expect(ScheduleArn).toBe("arn:aws:scheduler:eu-west-1:000000000000:schedule/late/retry-1");
  await time.advance(3_599_999);
  expect(delivered).toEqual([]);
  await time.advance(1);
  expect(delivered).toEqual([[queueArn("deliveries"), '{"attempt":3}', "tnt_1"]]);
  await expect(read()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await time.advance(86_400_000);
  expect(delivered).toHaveLength(1);
});

test("a schedule reads back as it was made, and changes, stops and goes on demand", async () => {
  await create({ ScheduleExpression: "rate(1 hour)", StartDate: new Date("2026-11-20T09:30:00Z") });
  expect(await read()).toMatchObject({
    Name: "retry-1",
    GroupName,
    StartDate: new Date("2026-11-20T09:30:00Z"),
    State: "ENABLED",
    Target: { RoleArn: role },
  });
  await time.advance(3_600_000 * 2.5);
  expect(delivered).toHaveLength(2);
  await client.send(
    new UpdateScheduleCommand({ ...late, ScheduleExpression: "rate(1 minute)", State: "DISABLED" }),
  );
  await time.advance(3_600_000);
  expect(delivered).toHaveLength(2);
  await client.send(new DeleteScheduleCommand({ Name: late.Name, GroupName }));
  await expect(read()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("one that is due only in the past is due at once", async () => {
  await create({ ScheduleExpression: "at(2026-11-20T08:59:59)" });
  await time.advance(0);
  expect(delivered).toHaveLength(1);
});

test.each<[string, Partial<CreateScheduleCommandInput>, string]>([
  ["a taken name", {}, "ConflictException"],
  ["a group that is not there", { GroupName: "none" }, "ResourceNotFoundException"],
  ["an expression that is none", { Name: "x", ScheduleExpression: "daily" }, "ValidationException"],
  [
    "a target that is none",
    { Name: "x", Target: { Arn: "arn:aws:ecs:x", RoleArn: role } },
    "ValidationException",
  ],
  [
    "a role that may not be passed",
    { Name: "x", Target: { Arn: queueArn("q"), RoleArn: `${role}-x` } },
    "AccessDeniedException",
  ],
])("%s is refused by name", async (_, more, name) => {
  await create();
  await expect(create(more)).rejects.toMatchObject({ name });
});

test("a schedule without a group belongs to the default one", async () => {
  const { ScheduleArn } = await create({ GroupName: undefined });
  expect(ScheduleArn).toBe("arn:aws:scheduler:eu-west-1:000000000000:schedule/default/retry-1");
});

test("a listing pages through a group", async () => {
  for (const Name of ["a", "b", "c"]) await create({ Name });
  const first = await client.send(new ListSchedulesCommand({ GroupName, MaxResults: 2 }));
  const { NextToken } = first;
  const rest = await client.send(new ListSchedulesCommand({ GroupName, NextToken }));
  const names = [first, rest].map(({ Schedules }) => Schedules?.map(({ Name }) => Name));
  expect([...names, rest.NextToken]).toEqual([["a", "b"], ["c"], undefined]);
});

test("what came due while nothing ran comes due once at the next start", async () => {
  await create();
  parts.stop();
  await time.advance(7_200_000);
  parts = openScheduler();
  await settled();
  expect(delivered).toHaveLength(1);
});

test("a schedule of the stacks goes on where it stood, with the time in its input, and ends with them", async () => {
  const Input = '{"at":"<aws.scheduler.scheduled-time>"}';
  const declared = {
    ScheduleExpression: "rate(10 minutes)",
    FlexibleTimeWindow: { Mode: "OFF" },
    Target: { Arn: queueArn("sweep"), RoleArn: role, Input },
  };
  const restart = (properties: Record<string, unknown>[]) => {
    parts.stop();
    parts = openScheduler(properties);
  };
  restart([declared]);
  await time.advance(6 * 60_000);
  restart([declared]);
  await time.advance(4 * 60_000);
  expect(delivered.map(([, payload]) => payload)).toEqual(['{"at":"2026-11-20T09:10:00Z"}']);
  restart([]);
  await time.advance(3_600_000);
  expect(delivered).toHaveLength(1);
});
