import { Stack, Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";
import * as z from "zod";

/** Accepts one finding of cdk-nag's AwsSolutions pack on a construct and what is below it. */
export function acknowledge(scope: IConstruct, rule: string, reason: string): void {
  // With the pack's name before it, the finding stays in the validation report together with its reason.
  Validations.of(scope).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
}

/** Accepts a wildcard in one resource of the construct's policies; `arn` must be made in the construct's own stack. */
export function acknowledgeWildcard(scope: IConstruct, arn: string, reason: string): void {
  acknowledge(scope, `IAM5[Resource::${asFindingId(Stack.of(scope).resolve(arn))}]`, reason);
}

const reference = z.union([
  z.object({ Ref: z.string() }).transform(({ Ref }) => `<${Ref}>`),
  z.object({ "Fn::GetAtt": z.array(z.string()) }).transform((it) => `<${it["Fn::GetAtt"].join(".")}>`),
  z.string().transform((text) => text.replaceAll("${", "<").replaceAll("}", ">")),
]);
const resolved = z.union([
  reference,
  z
    .object({ "Fn::Join": z.tuple([z.string(), z.array(reference)]) })
    .transform(({ "Fn::Join": [delimiter, parts] }) => parts.join(delimiter)),
]);

// cdk-nag names a finding after the resource in the template, with references written as <Name>.
const asFindingId = (arn: unknown) => resolved.parse(arn);
