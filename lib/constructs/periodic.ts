import { type Duration, Stack } from "aws-cdk-lib";
import { Policy, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { CfnSchedule, ScheduleExpression } from "aws-cdk-lib/aws-scheduler";
import { Construct } from "constructs";

/** Calls a function every so often. */
export class Periodic extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { every, fn }: { readonly every: Duration; readonly fn: IFunction },
  ) {
    super(scope, id);
    const role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("scheduler.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
    });
    // The construct library's own target would add a wildcard for the function's versions, which nobody calls here.
    const policy = new Policy(this, "Policy", {
      roles: [role],
      statements: [new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [fn.functionArn] })],
    });
    const schedule = new CfnSchedule(this, "Schedule", {
      scheduleExpression: ScheduleExpression.rate(every).expressionString,
      flexibleTimeWindow: { mode: "OFF" },
      target: { arn: fn.functionArn, roleArn: role.roleArn },
    });
    schedule.node.addDependency(policy);
  }
}
