import * as z from "zod";
import { type Authorize, allowAll, permit } from "#local/services/authorize.ts";
import { action } from "#local/services/aws-json.ts";
import { restJson } from "#local/services/rest-json.ts";
import {
  type Schedule,
  type ScheduleInput,
  scheduleInput,
  timesOfSchedule,
} from "#local/services/scheduler/schedule.ts";
import type { Schedules } from "#local/services/scheduler/schedules.ts";
import type { AwsRequest, Service } from "#local/services/service.ts";

const name = z.string().regex(/^[0-9a-zA-Z-_.]{1,64}$/);
const write = scheduleInput.extend({ Name: name, GroupName: name.default("default") });
const named = z.object({ Name: name, groupName: name.default("default") });
const list = z.object({
  ScheduleGroup: z.string().optional(),
  NamePrefix: z.string().default(""),
  State: z.string().optional(),
  MaxResults: z.coerce.number().int().min(1).max(100).default(100),
  NextToken: z.string().default(""),
});

/** EventBridge Scheduler over restJson1. */
export function scheduler(schedules: Schedules, authorize: Authorize = allowAll): Service {
  const allowed = (request: AwsRequest, verb: string, group: string, schedule: string): string => {
    const arn = schedules.arnOf(request.region, group, schedule);
    permit(authorize, { accessKeyId: request.accessKeyId, action: `scheduler:${verb}`, resource: arn });
    return arn;
  };
  const save =
    (verb: "create" | "update", right: string) =>
    ({ Name, GroupName, ...input }: z.output<typeof write>, request: AwsRequest) => {
      const arn = allowed(request, right, GroupName, Name);
      mayPass(authorize, request, input);
      timesOfSchedule({ createdAt: 0, input });
      schedules[verb](arn, input);
      return { ScheduleArn: arn };
    };
  return restJson({
    "POST /schedules/{Name}": action(write, save("create", "CreateSchedule")),
    "PUT /schedules/{Name}": action(write, save("update", "UpdateSchedule")),
    "GET /schedules/{Name}": action(named, ({ Name, groupName }, request) =>
      viewOf(schedules.find(allowed(request, "GetSchedule", groupName, Name))),
    ),
    "DELETE /schedules/{Name}": action(named, ({ Name, groupName }, request) =>
      schedules.remove(allowed(request, "DeleteSchedule", groupName, Name)),
    ),
    "GET /schedules": action(list, (input, { region }) => page(schedules, input, region)),
  });
}

// Whoever makes a schedule hands its role on to the Scheduler.
function mayPass(authorize: Authorize, { accessKeyId }: AwsRequest, { Target }: ScheduleInput): void {
  const context = { "iam:PassedToService": ["scheduler.amazonaws.com"] };
  permit(authorize, { accessKeyId, action: "iam:PassRole", resource: Target.RoleArn, context });
}

function page(schedules: Schedules, input: z.output<typeof list>, region: string) {
  const found = schedules.all().filter((schedule) => {
    const { Name, GroupName } = namesOf(schedule);
    return (
      schedule.arn.split(":")[3] === region &&
      (input.ScheduleGroup ?? GroupName) === GroupName &&
      Name.startsWith(input.NamePrefix) &&
      (input.State ?? schedule.input.State) === schedule.input.State &&
      schedule.arn > input.NextToken
    );
  });
  const shown = found.slice(0, input.MaxResults);
  return {
    Schedules: shown.map(summaryOf),
    ...(found.length > shown.length && { NextToken: shown.at(-1)?.arn }),
  };
}

function namesOf({ arn }: Schedule): { GroupName: string; Name: string } {
  const [, GroupName = "", Name = ""] = /:schedule\/([^/]+)\/([^/]+)$/.exec(arn) ?? [];
  return { GroupName, Name };
}

const stampsOf = ({ arn, createdAt, modifiedAt }: Schedule) => ({
  Arn: arn,
  CreationDate: createdAt / 1000,
  LastModificationDate: modifiedAt / 1000,
});

const summaryOf = (schedule: Schedule) => ({
  ...stampsOf(schedule),
  ...namesOf(schedule),
  State: schedule.input.State,
  Target: { Arn: schedule.input.Target.Arn },
});

function viewOf(schedule: Schedule) {
  const { StartDate, EndDate, ...input } = schedule.input;
  return {
    ...stampsOf(schedule),
    ...namesOf(schedule),
    ...input,
    ...(StartDate !== undefined && { StartDate: StartDate / 1000 }),
    ...(EndDate !== undefined && { EndDate: EndDate / 1000 }),
  };
}
