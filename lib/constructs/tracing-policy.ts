import { ManagedPolicy, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { acknowledge } from "#lib/constructs/acknowledge.ts";

/** The right to report traces, shared by all functions of a stamp: X-Ray knows no resources to confine it to. */
export function tracingPolicy(scope: Construct): ManagedPolicy {
  const policy = new ManagedPolicy(scope, "Tracing", {
    statements: [
      new PolicyStatement({
        actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
        resources: ["*"],
      }),
    ],
  });
  acknowledge(policy, "IAM5[Resource::*]", "X-Ray's write actions support no resource level permissions.");
  return policy;
}
