import { createHash } from "node:crypto";
import * as z from "zod";
import type { Iam } from "#local/iam/iam.ts";
import type { Principal } from "#local/iam/principal.ts";
import type { Role } from "#local/iam/roles.ts";
import { mayAssume } from "#local/iam/trust.ts";
import { AwsError } from "#local/services/aws-error.ts";
import type { AwsRequest, Service } from "#local/services/service.ts";
import { readForm, refusal, result, type Xml } from "#local/services/sts-wire.ts";

const tag = z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) });

// Strict, for to pass over a session policy would grant more than was asked for.
const assumeRole = z.strictObject({
  RoleArn: z.string(),
  RoleSessionName: z.string().regex(/^[\w+=,.@-]{2,64}$/),
  DurationSeconds: z.coerce.number().int().min(900).max(43_200).default(3_600),
  ExternalId: z.string().optional(),
  // The Query protocol spells an empty list as an empty text.
  Tags: z.union([z.array(tag).max(50), z.literal("").transform(() => [])]).default([]),
});
type AssumeRole = z.infer<typeof assumeRole>;

/** The longest session, in seconds, that an assumed role gets of another. */
const longestChained = 3_600;

type Call = (iam: Iam, principal: Principal, parameters: unknown) => Xml;

const calls: Readonly<Record<string, Call>> = {
  AssumeRole: (iam, principal, parameters) => {
    const input = z.parse(assumeRole, parameters);
    const role = assumable(iam, principal, input);
    limitDuration(principal, role, input.DurationSeconds);
    const tags = Object.fromEntries(input.Tags.map(({ Key, Value }) => [Key, Value]));
    const { expiration, ...keys } = iam.issue(role.arn, tags, input.RoleSessionName, input.DurationSeconds);
    return {
      AssumedRoleUser: {
        AssumedRoleId: `${roleId(role.arn)}:${input.RoleSessionName}`,
        Arn: iam.principalOf(keys.accessKeyId)?.arn ?? "",
      },
      Credentials: {
        AccessKeyId: keys.accessKeyId,
        SecretAccessKey: keys.secretAccessKey,
        SessionToken: keys.sessionToken,
        Expiration: expiration.toISOString(),
      },
    };
  },
  GetCallerIdentity: (_, { arn, account, roleArn }) => ({
    Arn: arn,
    UserId: roleArn ? `${roleId(roleArn)}:${arn.split("/").at(-1)}` : account,
    Account: account,
  }),
};

/** AWS STS over its Query protocol: AssumeRole with session tags, and GetCallerIdentity. */
export const sts =
  (iam: Iam): Service =>
  async (request) => {
    try {
      const { Action, Version, ...parameters } = readForm(request.body.toString("utf8"));
      const call = typeof Action === "string" ? calls[Action] : undefined;
      if (!call)
        throw new AwsError("InvalidAction", `Could not find operation ${Action} for version ${Version}`);
      return result(String(Action), call(iam, callerOf(iam, request), parameters));
    } catch (error) {
      return refusal(error);
    }
  };

const queryCodes: Readonly<Record<string, string>> = {
  MissingAuthenticationTokenException: "MissingAuthenticationToken",
  UnrecognizedClientException: "InvalidClientTokenId",
  ExpiredTokenException: "ExpiredToken",
};

function callerOf(iam: Iam, request: AwsRequest): Principal {
  try {
    return iam.authenticate(request);
  } catch (error) {
    const code = error instanceof AwsError ? queryCodes[error.code] : undefined;
    throw error instanceof AwsError && code ? new AwsError(code, error.message, 403) : error;
  }
}

/** The role, when both the caller's policies and the role's trust allow to assume it, with these tags. A role that is not gets the same refusal. */
function assumable(iam: Iam, principal: Principal, input: AssumeRole): Role {
  const role = iam.findRole(input.RoleArn);
  const actions = ["sts:AssumeRole", ...(input.Tags.length > 0 ? ["sts:TagSession"] : [])];
  const refused = actions.find(
    (action) => !role || !mayAssume(iam, principal, role, action, conditionKeys(input)),
  );
  if (role && !refused) return role;
  const what = `perform: ${refused ?? "sts:AssumeRole"} on resource: ${input.RoleArn}`;
  throw new AwsError("AccessDenied", `User: ${principal.arn} is not authorized to ${what}`, 403);
}

const conditionKeys = ({ RoleSessionName, ExternalId, Tags }: AssumeRole) => ({
  "sts:RoleSessionName": [RoleSessionName],
  ...(ExternalId && { "sts:ExternalId": [ExternalId] }),
  ...(Tags.length > 0 && { "aws:TagKeys": Tags.map(({ Key }) => Key) }),
  ...Object.fromEntries(Tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, [Value]])),
});

function limitDuration(principal: Principal, { maxSession }: Role, seconds: number): void {
  if (principal.role !== undefined && seconds > longestChained)
    throw tooLong("1 hour session limit for roles assumed by role chaining");
  if (seconds > maxSession) throw tooLong("MaxSessionDuration set for this role");
}

const tooLong = (limit: string) =>
  new AwsError("ValidationError", `The requested DurationSeconds exceeds the ${limit}.`);

const roleId = (arn: string) =>
  `AROA${createHash("sha256").update(arn).digest("hex").slice(0, 17).toUpperCase()}`;
