import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
} from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { roleArn, startCloud } from "#tests/local/dynamodb/cloud.ts";

let cloud: Awaited<ReturnType<typeof startCloud>>;
let now = Date.parse("2026-03-01T12:00:00Z");
beforeAll(async () => {
  cloud = await startCloud({ now: () => now });
});
afterAll(() => cloud.stop());

const functionRole = () => cloud.iam.credentialsFor(roleArn("function"), "time-api");
const assume = (change: Partial<AssumeRoleCommandInput> = {}, credentials = functionRole()) =>
  cloud.stsAs(credentials).send(
    new AssumeRoleCommand({
      RoleArn: roleArn("tenant"),
      RoleSessionName: "tnt_a",
      Tags: [{ Key: "tenant", Value: "tnt_a" }],
      ...change,
    }),
  );
const denied = (action: string, role: string) => ({
  name: "AccessDenied",
  message: `User: arn:aws:sts::123456789012:assumed-role/function/time-api is not authorized to perform: ${action} on resource: ${roleArn(role)}`,
  $metadata: { httpStatusCode: 403 },
});

describe("AssumeRole", () => {
  test("gives credentials that carry the session's tags", async () => {
    const { Credentials, AssumedRoleUser } = await assume();
    expect(AssumedRoleUser?.Arn).toBe("arn:aws:sts::123456789012:assumed-role/tenant/tnt_a");
    expect(Credentials?.Expiration).toEqual(new Date("2026-03-01T13:00:00Z"));
    expect(cloud.iam.principalOf(Credentials?.AccessKeyId ?? "")?.tags).toEqual({ tenant: "tnt_a" });
  });

  test("gives credentials that end with the time asked for", async () => {
    const { Credentials } = await assume({ DurationSeconds: 900 });
    const client = cloud.dynamodbAs({
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
      expiration: new Date(0),
    });
    const read = () =>
      client.send(
        new GetItemCommand({
          TableName: "pool-tenants",
          Key: { pk: { S: "T#tnt_a#time.punch" }, sk: { S: "x" } },
        }),
      );
    await expect(read()).resolves.toBeDefined();
    now += 900_000;
    await expect(read()).rejects.toMatchObject({ name: "ExpiredTokenException" });
  });

  test("asks the role's trust for its conditions", async () => {
    await expect(assume({ Tags: [] })).rejects.toMatchObject(denied("sts:AssumeRole", "tenant"));
    await expect(assume({ Tags: [{ Key: "tenant", Value: "usr_a" }] })).rejects.toMatchObject(
      denied("sts:AssumeRole", "tenant"),
    );
    const more = [
      { Key: "tenant", Value: "tnt_a" },
      { Key: "admin", Value: "yes" },
    ];
    await expect(assume({ Tags: more })).rejects.toMatchObject(denied("sts:AssumeRole", "tenant"));
  });

  test("asks the caller's policies, and tells no unknown role from a forbidden one", async () => {
    await expect(assume({ RoleArn: roleArn("function") })).rejects.toMatchObject(
      denied("sts:AssumeRole", "function"),
    );
    await expect(assume({ RoleArn: roleArn("nobody-s") })).rejects.toMatchObject(
      denied("sts:AssumeRole", "nobody-s"),
    );
    const { Credentials } = await assume();
    const tenant = cloud.iam.issue(roleArn("tenant"), { tenant: "tnt_a" }, "tnt_a");
    expect(Credentials).toBeDefined();
    await expect(assume({}, tenant)).rejects.toMatchObject({ name: "AccessDenied" });
  });

  test("gives a role that was itself assumed an hour at most", async () => {
    await expect(assume({ DurationSeconds: 3_601 })).rejects.toMatchObject({
      name: "ValidationError",
      message:
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    });
    await expect(assume({ DurationSeconds: 3_601 }, cloud.iam.root)).rejects.toMatchObject({
      message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    });
  });

  test("refuses what it does not understand", async () => {
    await expect(assume({ Policy: "{}" })).rejects.toMatchObject({ name: "ValidationError" });
    await expect(assume({ RoleSessionName: "<script>" })).rejects.toMatchObject({ name: "ValidationError" });
  });
});

test("GetCallerIdentity tells whose credentials they are", async () => {
  const { Arn, Account, UserId } = await cloud.stsAs(functionRole()).send(new GetCallerIdentityCommand());
  expect([Arn, Account]).toEqual([
    "arn:aws:sts::123456789012:assumed-role/function/time-api",
    "123456789012",
  ]);
  expect(UserId).toMatch(/^AROA[0-9A-F]{17}:time-api$/);
});

test("credentials that are not ours are refused", async () => {
  const forged = { ...functionRole(), accessKeyId: "ASIA0000000000000000" };
  await expect(cloud.stsAs(forged).send(new GetCallerIdentityCommand())).rejects.toMatchObject({
    name: "InvalidClientTokenId",
    $metadata: { httpStatusCode: 403 },
  });
});
