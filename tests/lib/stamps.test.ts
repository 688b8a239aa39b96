import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { configuration } from "#lib/config.ts";
import { synthesise } from "#tests/lib/deployment.ts";
import { functionsOf } from "#tests/lib/rights.ts";

const deployment = synthesise();
const functions = functionsOf(deployment);

test("stacks are called after their stamp and lie in its region", () => {
  const places = Object.fromEntries(deployment.stacks.map(({ name, region }) => [name, region]));

  expect(deployment.stacks).toHaveLength(3 * 10 + 1);
  expect(places).toMatchObject({
    "Tenure-ControlPlane": "eu-west-1",
    "Tenure-Pool-Data": "eu-west-1",
    "Tenure-AcmeCare-Data": "eu-central-1",
    "Tenure-Globex-People": "ap-northeast-1",
  });
});

test("no stack comes near CloudFormation's limit of 500 resources", () => {
  const counts = Map.groupBy(deployment.resources, ({ stack }) => stack);

  expect([...counts].filter(([, { length }]) => length > 400)).toEqual([]);
});

test("a private stamp is the pool's twin: the same functions, queues and routes", () => {
  // Some ids of the construct library hold the stage's name, and a hash of it, at their end.
  const shape = (stage: string) =>
    deployment.resources
      .filter((it) => it.stage === stage && !it.type.startsWith("AWS::IAM::"))
      .map(({ stack, id, type }) => `${stack.replace(stage, "")}/${id.replace(/Tenure.*$/, "")} ${type}`);

  expect(shape("Tenure-AcmeCare")).toEqual(shape("Tenure-Pool"));
  expect(shape("Tenure-Globex")).toEqual(shape("Tenure-Pool"));
});

test("on AWS webhooks reach no private address", () => {
  expect(configuration.stamps.map(({ settings }) => settings.outbound.allow)).toEqual([[], [], []]);
  const told = functions.flatMap(({ environment }) => environment["OUTBOUND_ALLOW"] ?? []);

  expect(told).toHaveLength(3 * 2);
  expect(new Set(told)).toEqual(new Set(["[]"]));
});

test("templates hold no flag's default: the app takes the flags of cdk.json with it", () => {
  const { context } = JSON.parse(readFileSync("cdk.json", "utf8"));

  expect(context["@aws-cdk/core:defaultCrossStackReferences"]).toBe("strong");
  expect(JSON.stringify(deployment.resources)).toContain("Fn::ImportValue");
  expect(JSON.stringify(deployment.resources)).not.toContain("Fn::GetStackOutput");
});
