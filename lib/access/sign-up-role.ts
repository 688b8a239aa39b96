import { PolicyStatement, Role } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { leadingKeys } from "#lib/access/statements.ts";
import type { DataStack } from "#lib/stacks/data-stack.ts";

/**
 * What sign-up needs while there is no tenant yet to act as: to put a tenant's first items and its owner's in one
 * transaction. Nobody but the given function may assume it.
 */
export function signUpRole(scope: Construct, fn: LambdaFunction, data: DataStack): Role {
  const role = new Role(scope, "SignUpRole", { assumedBy: fn.grantPrincipal });
  const put = ["dynamodb:PutItem"];
  role.addToPolicy(
    new PolicyStatement({
      actions: put,
      resources: [data.tenantTable.tableArn],
      conditions: leadingKeys("T#tnt_*"),
    }),
  );
  role.addToPolicy(
    new PolicyStatement({
      actions: put,
      resources: [data.identity.table.tableArn],
      conditions: leadingKeys("user#*", "email#*", "slug#*", "sign-up#*"),
    }),
  );
  fn.addToRolePolicy(new PolicyStatement({ actions: ["sts:AssumeRole"], resources: [role.roleArn] }));
  return role;
}
