import { expect, test } from "vitest";
import { synthesise } from "#tests/lib/deployment.ts";
import { allStatements, functionsOf } from "#tests/lib/rights.ts";

const deployment = synthesise();
const statements = allStatements(deployment);
const functions = functionsOf(deployment);
const inPool = functions.filter(({ stage }) => stage === "Tenure-Pool" || stage === "Tenure-ControlPlane");

const all = "every function";
const consumers = [
  "audit/append",
  "audit/jobs",
  "audit/sequence",
  "catalogue/update",
  "identity/mail",
].concat(["kernel/republish", "people/jobs", "time/jobs", "webhooks/deliver", "webhooks/fan-out"]);
const apis = ["audit", "docs", "identity", "people", "tenants", "time", "webhooks"].map((it) => `${it}/api`);
const onItems = ["identity/api", "identity/mail", "identity/rotate", "tenants/sweep"];
const readers = [...onItems, "tenants/api"].sort();
const onGate = [...new Set([...apis, ...onItems])].sort();
const ofTenants = [...apis, "audit/append", "audit/jobs", "audit/sequence", "identity/mail"]
  .concat(["people/jobs", "tenants/sweep", "time/jobs", "webhooks/deliver", "webhooks/fan-out"])
  .sort();

/** Every right that any function of the pool or the control plane holds, and who holds it. */
const holders: Readonly<Record<string, string | readonly string[]>> = {
  "dynamodb:BatchGetItem": readers,
  "dynamodb:ConditionCheckItem": onItems,
  "dynamodb:DeleteItem": onItems,
  "dynamodb:DescribeStream": ["kernel/publisher"],
  "dynamodb:GetItem": onGate,
  "dynamodb:GetRecords": ["kernel/publisher"],
  "dynamodb:GetShardIterator": ["kernel/publisher"],
  "dynamodb:ListStreams": ["kernel/publisher"],
  "dynamodb:PutItem": ["catalogue/update", ...onItems],
  "dynamodb:Query": readers,
  "dynamodb:UpdateItem": onGate,
  "events:PutEvents": ["kernel/publisher", "kernel/republish"],
  "iam:PassRole": ["webhooks/deliver"],
  "kms:Decrypt": ["identity/api", "identity/rotate"],
  "kms:Encrypt": ["identity/api", "identity/rotate"],
  "kms:GetPublicKey": ["audit/sequence"],
  "kms:Sign": ["audit/sequence"],
  "logs:CreateLogStream": all,
  "logs:PutLogEvents": all,
  "s3:ListBucket": ["kernel/publisher"],
  "s3:PutObject": ["audit/sequence", "kernel/publisher"],
  "scheduler:CreateSchedule": ["webhooks/deliver"],
  "ses:SendEmail": ["identity/mail"],
  "sqs:ChangeMessageVisibility": consumers,
  "sqs:DeleteMessage": consumers,
  "sqs:GetQueueAttributes": [...consumers, "audit/api", "kernel/publisher", "people/api"]
    .concat(["time/api"])
    .sort(),
  "sqs:GetQueueUrl": [...consumers, "audit/api", "kernel/publisher", "people/api"]
    .concat(["time/api"])
    .sort(),
  "sqs:ReceiveMessage": consumers,
  "sqs:SendMessage": [
    "audit/api",
    "audit/append",
    "audit/jobs",
    "kernel/publisher",
    "people/api",
    "people/jobs",
  ].concat(["time/api", "time/jobs", "webhooks/deliver", "webhooks/fan-out"]),
  "sts:AssumeRole": ofTenants,
  "sts:TagSession": ofTenants,
  "xray:PutTelemetryRecords": all,
  "xray:PutTraceSegments": all,
};

test("each function holds the rights that this table gives it, and no other", () => {
  const bundles = [...new Set(inPool.map(({ bundle }) => bundle))];
  const actions = new Set(inPool.flatMap((fn) => fn.statements.flatMap((it) => it.actions)));
  const actual = [...actions].sort().map((action) => {
    const holding = inPool.filter((fn) => fn.statements.some((it) => it.actions.includes(action)));
    const names = [...new Set(holding.map(({ bundle }) => bundle))].sort();
    return [action, names.length === bundles.length ? all : names];
  });

  expect(Object.fromEntries(actual)).toEqual(holders);
});

test("only tracing, which knows no resources, is allowed on every resource", () => {
  const everywhere = statements.filter(({ resources }) => resources.includes("*"));

  expect(everywhere.length).toBeGreaterThan(0);
  expect(everywhere.flatMap(({ actions }) => actions).filter((it) => !it.startsWith("xray:"))).toEqual([]);
});

test("no action is a wildcard, and nobody scans a table or asks it in PartiQL", () => {
  const actions = statements.flatMap((it) => it.actions);

  expect(actions.length).toBeGreaterThan(100);
  expect(actions.filter((it) => /\*|:Scan$|PartiQL|BatchWriteItem/.test(it))).toEqual([]);
});
