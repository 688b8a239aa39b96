import type { Context } from "#local/iam/condition.ts";
import { type Access, type Decision, decide } from "#local/iam/policy.ts";
import { contextOf, type Principal } from "#local/iam/principal.ts";
import { openRoles, type Role, type Roles } from "#local/iam/roles.ts";
import { type Credentials, openSessions } from "#local/iam/sessions.ts";
import type { Provider } from "#local/resource.ts";
import type { Authorize } from "#local/services/authorize.ts";
import { AwsError } from "#local/services/aws-error.ts";
import type { AwsRequest } from "#local/services/service.ts";

/** What somebody asks to do; `context` holds the service's own condition keys. */
interface Request extends Pick<Access, "action" | "resource"> {
  readonly context?: Context | Readonly<Record<string, readonly string[]>>;
}

export interface Iam {
  /** Reads `AWS::IAM::Role`, `AWS::IAM::Policy` and `AWS::IAM::ManagedPolicy`. */
  readonly provider: Provider;
  readonly findRole: Roles["find"];
  /** Of the account itself, whom nothing is refused: for the local cloud's own tools. */
  readonly root: Credentials;
  /** Credentials of a role's session, without asking whether the caller may. Lasts an hour unless told. @throws Error for an unknown role */
  readonly issue: (
    roleArn: string,
    tags: Readonly<Record<string, string>>,
    sessionName: string,
    seconds?: number,
  ) => Credentials;
  /** Credentials of a function's own role, good for as long as the local cloud runs. Takes the role's ARN. */
  readonly credentialsFor: (roleArn: string, sessionName: string) => Credentials;
  readonly principalOf: (accessKeyId: string) => Principal | undefined;
  /** What the holder of an access key signs with. */
  readonly secretOf: (accessKeyId: string) => string | undefined;
  /** Who signed a call. @throws AwsError in DynamoDB's words when nobody did, or with credentials that are not, or no longer, good */
  readonly authenticate: (request: Pick<AwsRequest, "accessKeyId" | "headers">) => Principal;
  readonly decide: (principal: Principal, request: Request) => Decision;
  /** @throws AwsError `AccessDeniedException` as AWS words it, when the policies do not allow the request */
  readonly permit: (principal: Principal, request: Request) => void;
  /** The same decision for services that only ask yes or no. */
  readonly authorize: Authorize;
}

interface IamOptions {
  readonly account: string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly random?: (bytes: number) => Buffer;
}

// No environment outlives it, as on AWS none outlives its credentials.
const lifetime = 365 * 86_400;

/** IAM over the synthesised roles and policies. */
export function openIam({ account, now = Date.now, random }: IamOptions): Iam {
  const roles = openRoles();
  const sessions = openSessions(now, random);
  const rootArn = `arn:aws:iam::${account}:root`;
  const root: Principal = { arn: rootArn, account, role: undefined, roleArn: undefined, tags: {} };
  const issue: Iam["issue"] = (roleArn, tags, sessionName, seconds = 3_600) => {
    const role = roles.find(roleArn);
    if (!role) throw new Error(`The stacks have no role ${roleArn}`);
    return sessions.open(sessionOf(role, tags, sessionName), seconds);
  };
  const decision: Iam["decide"] = (principal, { context, ...what }) =>
    principal.role === undefined
      ? "allowed"
      : decide(roles.statementsOf(principal.role), { ...what, context: contextOf(principal, context) });
  const principalOf = (accessKeyId: string) => sessions.find(accessKeyId)?.principal;
  return {
    provider: { types: roles.types, define: roles.define },
    findRole: roles.find,
    root: sessions.open(root, lifetime),
    issue,
    credentialsFor: (roleArn, sessionName) => issue(roleArn, {}, sessionName, lifetime),
    principalOf,
    secretOf: (accessKeyId) => sessions.find(accessKeyId)?.secretAccessKey,
    authenticate: ({ accessKeyId, headers }) => {
      const session = accessKeyId === undefined ? undefined : sessions.find(accessKeyId);
      if (accessKeyId === undefined) throw unauthenticated("MissingAuthenticationTokenException");
      if (!session || headers["x-amz-security-token"] !== session.sessionToken)
        throw unauthenticated("UnrecognizedClientException");
      if (session.expiration.getTime() <= now()) throw unauthenticated("ExpiredTokenException");
      return session.principal;
    },
    decide: decision,
    permit: (principal, request) => {
      const verdict = decision(principal, request);
      if (verdict !== "allowed") throw denial(principal, request, verdict);
    },
    authorize: ({ accessKeyId, ...request }) => {
      const principal = accessKeyId === undefined ? undefined : principalOf(accessKeyId);
      return principal !== undefined && decision(principal, request) === "allowed";
    },
  };
}

function sessionOf(role: Role, tags: Readonly<Record<string, string>>, sessionName: string): Principal {
  const account = role.arn.split(":")[4] ?? "";
  return {
    arn: `arn:aws:sts::${account}:assumed-role/${role.name}/${sessionName}`,
    account,
    role: role.name,
    roleArn: role.arn,
    tags: { ...role.tags, ...tags },
  };
}

const authenticationFaults = {
  MissingAuthenticationTokenException: "Request is missing Authentication Token",
  UnrecognizedClientException: "The security token included in the request is invalid.",
  ExpiredTokenException: "The security token included in the request is expired",
} as const;

const unauthenticated = (code: keyof typeof authenticationFaults) =>
  new AwsError(code, authenticationFaults[code]);

/** The refusal, in the words of AWS. */
function denial(principal: Principal, { action, resource }: Request, verdict: Decision): AwsError {
  const why =
    verdict === "explicit-deny"
      ? "with an explicit deny in an identity-based policy"
      : `because no identity-based policy allows the ${action} action`;
  return new AwsError(
    "AccessDeniedException",
    `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource} ${why}`,
  );
}
