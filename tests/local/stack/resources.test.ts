import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Resource } from "#local/resource.ts";
import { readAssembly } from "#local/stack/read-assembly.ts";
import { resourcesOf } from "#local/stack/resources.ts";
import type { SynthesisedStack } from "#local/stack/template.ts";
import { parseTemplate } from "#local/stack/template.ts";
import { fixtureApp } from "#tests/support/fixture-app.ts";

const settings = {
  account: "000000000000",
  endpointUrl: "http://127.0.0.1:4566",
  apiUrl: (path: string) => `http://localhost/${path.split("/")[0]}`,
};
const directory = mkdtempSync(join(tmpdir(), "tenure-stack-"));
let resources: readonly Resource[];

beforeAll(() => {
  for (const name of ["api", "worker", "publisher"])
    mkdirSync(join(directory, "code", name), { recursive: true });
  const assembly = fixtureApp(join(directory, "assembly"), join(directory, "code")).synth();
  resources = resourcesOf(readAssembly(assembly.directory), settings);
}, 30_000);
afterAll(() => rmSync(directory, { recursive: true }));

const only = (type: string, path = ""): Resource => {
  const found = resources.filter((resource) => resource.type === type && resource.path?.includes(path));
  expect(found).toHaveLength(1);
  return found[0] as Resource;
};

const stack = (name: string, template: object): SynthesisedStack => ({
  name,
  region: "eu-west-1",
  template: parseTemplate({ Resources: {}, ...template }),
});

describe("the resources of a synthesised app", () => {
  it("resolves references within and across stacks", () => {
    const fn = only("AWS::Lambda::Function", "/Api/");
    const table = only("AWS::DynamoDB::GlobalTable");
    const queue = only("AWS::SQS::Queue", "/Queue/");
    expect(fn.properties["Environment"]).toEqual({
      Variables: {
        TABLE: table.name,
        BUS: only("AWS::Events::EventBus").name,
        QUEUE_URL: `http://127.0.0.1:4566/000000000000/${queue.name}`,
      },
    });
    expect(fn.properties["Role"]).toBe(only("AWS::IAM::Role", "/Api/").arn);
    expect(fn.assetPath).toBe(join(directory, "code", "api"));
    expect(queue.properties["RedrivePolicy"]).toMatchObject({
      deadLetterTargetArn: only("AWS::SQS::Queue", "/Dead/").arn,
    });
  });

  it("gives mappings the ARNs of what they read and integrations the alias's ARN", () => {
    const fn = only("AWS::Lambda::Function", "/Api/");
    const streams = resources.filter(({ type }) => type === "AWS::Lambda::EventSourceMapping");
    expect(streams.map(({ properties }) => properties["EventSourceArn"]).sort()).toEqual([
      `${only("AWS::DynamoDB::GlobalTable").arn}/stream/local`,
      only("AWS::SQS::Queue", "/Queue/").arn,
    ]);
    expect(only("AWS::ApiGatewayV2::Integration").properties["IntegrationUri"]).toBe(`${fn.arn}:live`);
  });

  it("puts each resource after those it refers to and leaves out what is ignored", () => {
    const at = (resource: Resource) => resources.indexOf(resource);
    expect(at(only("AWS::SQS::Queue", "/Dead/"))).toBeLessThan(at(only("AWS::SQS::Queue", "/Queue/")));
    expect(at(only("AWS::IAM::Policy", "/Api/"))).toBeLessThan(at(only("AWS::Lambda::Function", "/Api/")));
    expect(resources.map(({ type }) => type)).not.toContain("AWS::Lambda::Permission");
    expect(JSON.stringify(resources)).not.toMatch(/"(Ref|Fn::\w+)":/);
  });
});

describe("the resolver", () => {
  const value = (Value: unknown): unknown =>
    resourcesOf(
      [
        stack("A", {
          Resources: { P: { Type: "AWS::SSM::Parameter", Properties: { Type: "String", Value } } },
        }),
        stack("B", {
          Resources: { Q: { Type: "AWS::SQS::Queue", Properties: { FifoQueue: true } } },
          Outputs: { Url: { Value: { "Fn::GetAtt": ["Q", "QueueName"] }, Export: { Name: "B:url" } } },
        }),
      ],
      settings,
    ).find(({ type }) => type === "AWS::SSM::Parameter")?.properties["Value"];

  it.each([
    [{ "Fn::Join": ["-", ["a", { Ref: "AWS::Region" }]] }, "a-eu-west-1"],
    [{ "Fn::Select": [1, { "Fn::Split": [":", "a:b:c"] }] }, "b"],
    [{ "Fn::Sub": `\${AWS::AccountId} \${!Literal}` }, `000000000000 \${Literal}`],
    [{ "Fn::Sub": [`\${x}/\${AWS::StackName}`, { x: "1" }] }, "1/A"],
    [{ "Fn::ImportValue": "B:url" }, "B-Q.fifo"],
    [{ "Fn::GetStackOutput": { StackName: "B", OutputName: "Url", Region: "eu-west-1" } }, "B-Q.fifo"],
    [
      [1, { Ref: "AWS::NoValue" }, 2],
      [1, 2],
    ],
    [{ a: { Ref: "AWS::NoValue" }, b: false }, { b: false }],
  ])("resolves %j", (source, expected) => {
    expect(value(source)).toEqual(expected);
  });

  it.each([
    [{ "Fn::If": ["a", 1, 2] }, /Fn::If/],
    [{ Ref: "Nobody" }, /no resource Nobody/],
    [{ Ref: "P" }, /refers to itself/],
    [{ Ref: "AWS::Nonsense" }, /AWS::Nonsense/],
    [{ "Fn::ImportValue": "nothing" }, /nothing/],
  ])("refuses %j", (source, message) => {
    expect(() => value(source)).toThrow(message);
  });

  it("names a type that it does not know and says where to add it", () => {
    const exotic = stack("A", { Resources: { X: { Type: "AWS::Neptune::DBCluster" } } });
    expect(() => resourcesOf([exotic], settings)).toThrow(/AWS::Neptune::DBCluster.*resource-types\.ts/);
  });
});
