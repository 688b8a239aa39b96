import { beforeEach, describe, expect, test } from "vitest";
import { type Iam, openIam } from "#local/iam/iam.ts";
import { account, resource, roleArn } from "#tests/local/dynamodb/cloud.ts";

const allows = (Action: string, Resource = "*") => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource }],
});
const trust = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const role = (name: string, more: object = {}) =>
  resource("AWS::IAM::Role", name, { AssumeRolePolicyDocument: trust, ...more });
const managed = (name: string, action: string, more: object = {}) =>
  resource("AWS::IAM::ManagedPolicy", name, { PolicyDocument: allows(action), ...more });

let iam: Iam;
beforeEach(() => {
  iam = openIam({ account });
});
const may = (name: string, action: string) =>
  iam.authorize({
    accessKeyId: iam.credentialsFor(roleArn(name), "x").accessKeyId,
    action,
    resource: "arn:aws:sqs:eu-west-1:123456789012:q",
  });

describe("a role's rights", () => {
  test("come from inline, attached and managed policies, in whatever order these are read", async () => {
    await iam.provider.define(managed("attaches-itself", "sqs:ReceiveMessage", { Roles: ["worker"] }));
    await iam.provider.define(
      resource("AWS::IAM::Policy", "default", {
        PolicyDocument: allows("sqs:DeleteMessage"),
        Roles: ["worker"],
      }),
    );
    const Policies = [{ PolicyName: "inline", PolicyDocument: allows("sqs:SendMessage") }];
    const ManagedPolicyArns = [
      `arn:aws:iam::${account}:policy/named`,
      "arn:aws:iam::aws:policy/AdministratorAccess",
    ];
    await iam.provider.define(role("worker", { Policies, ManagedPolicyArns }));
    expect(may("worker", "sqs:PurgeQueue")).toBe(false);
    await iam.provider.define(managed("named", "sqs:PurgeQueue"));
    for (const action of ["ReceiveMessage", "DeleteMessage", "SendMessage", "PurgeQueue"])
      expect(may("worker", `sqs:${action}`)).toBe(true);
    expect(may("worker", "sqs:CreateQueue")).toBe(false);
  });

  test("are its own alone", async () => {
    for (const name of ["one", "two"]) await iam.provider.define(role(name));
    await iam.provider.define(
      resource("AWS::IAM::Policy", "default", { PolicyDocument: allows("sqs:*"), Roles: ["one"] }),
    );
    expect([may("one", "sqs:SendMessage"), may("two", "sqs:SendMessage")]).toEqual([true, false]);
  });

  test("see the tags of role and session, the session's first", async () => {
    const Tags = [
      { Key: "tenant", Value: "tnt_role" },
      { Key: "team", Value: "red" },
    ];
    await iam.provider.define(role("worker", { Tags }));
    const { accessKeyId } = iam.issue(roleArn("worker"), { tenant: "tnt_a" }, "x");
    expect(iam.principalOf(accessKeyId)?.tags).toEqual({ tenant: "tnt_a", team: "red" });
  });

  test("are not guessed where a permissions boundary would narrow them", async () => {
    const PermissionsBoundary = `arn:aws:iam::${account}:policy/boundary`;
    await expect(async () => iam.provider.define(role("worker", { PermissionsBoundary }))).rejects.toThrow(
      /boundaries/,
    );
  });
});

test("a denial tells an explicit deny from a missing allow", async () => {
  const denies = { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "sqs:*", Resource: "*" }] };
  await iam.provider.define(role("worker", { Policies: [{ PolicyName: "no", PolicyDocument: denies }] }));
  const principal = iam.principalOf(iam.credentialsFor(roleArn("worker"), "x").accessKeyId);
  if (!principal) throw new Error("The role has no session");
  const permit = (action: string) => () => iam.permit(principal, { action, resource: "arn:aws:sqs:::q" });
  const start = "User: arn:aws:sts::123456789012:assumed-role/worker/x is not authorized to perform:";
  expect(permit("sqs:SendMessage")).toThrow(
    `${start} sqs:SendMessage on resource: arn:aws:sqs:::q with an explicit deny in an identity-based policy`,
  );
  expect(permit("s3:GetObject")).toThrow(
    `${start} s3:GetObject on resource: arn:aws:sqs:::q because no identity-based policy allows the s3:GetObject action`,
  );
});

test("nothing is refused the account's root, and nothing granted to nobody", () => {
  const ask = (accessKeyId: string | undefined) =>
    iam.authorize({ accessKeyId, action: "sqs:SendMessage", resource: "arn:aws:sqs:::q" });
  expect([ask(iam.root.accessKeyId), ask(undefined), ask("ASIA")]).toEqual([true, false, false]);
});

test("a role that the stacks do not have gets no credentials", () => {
  expect(() => iam.credentialsFor(roleArn("nobody-s"), "x")).toThrow(/nobody-s/);
});
