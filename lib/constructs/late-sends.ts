import { Stack } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { ScheduleGroup } from "aws-cdk-lib/aws-scheduler";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { acknowledgeWildcard } from "#lib/constructs/acknowledge.ts";

/** One-time schedules that send to a queue later than the 15 minutes SQS can hold a message back. */
export class LateSends extends Construct {
  readonly group: ScheduleGroup;
  /** As whom EventBridge Scheduler sends. */
  readonly senderRole: Role;

  constructor(scope: Construct, id: string, { queue }: { readonly queue: IQueue }) {
    super(scope, id);
    this.group = new ScheduleGroup(this, "Group");
    this.senderRole = new Role(this, "SenderRole", {
      assumedBy: new ServicePrincipal("scheduler.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
    });
    this.senderRole.addToPolicy(
      new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [queue.queueArn] }),
    );
  }

  /** Lets a function make schedules in the group. */
  grantSchedule(fn: LambdaFunction): void {
    const schedules = Stack.of(this).formatArn({
      service: "scheduler",
      resource: "schedule",
      resourceName: `${this.group.scheduleGroupName}/*`,
    });
    fn.addToRolePolicy(
      new PolicyStatement({ actions: ["scheduler:CreateSchedule"], resources: [schedules] }),
    );
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ["iam:PassRole"],
        resources: [this.senderRole.roleArn],
        conditions: { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } },
      }),
    );
    if (fn.role)
      acknowledgeWildcard(fn.role, schedules, "Schedules are named at run time, within the group.");
  }
}
