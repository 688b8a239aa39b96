import { globSync } from "node:fs";
import { expect, test } from "vitest";
import { ofType, synthesise } from "#tests/lib/deployment.ts";
import { functionsOf } from "#tests/lib/rights.ts";

const deployment = synthesise();
const functions = functionsOf(deployment);

test("every path leads to the function of its context", () => {
  const targets = ofType(deployment, "AWS::ApiGatewayV2::Route")
    .filter(({ stage }) => stage === "Tenure-Pool")
    .map(({ stack, properties }) => {
      const integration: string = properties.Target["Fn::Join"][1][1].Ref;
      const uri = ofType(deployment, "AWS::ApiGatewayV2::Integration").find(
        (it) => it.stack === stack && it.id === integration,
      )?.properties.IntegrationUri["Fn::GetAtt"][0];
      const owner = ofType(deployment, "AWS::Lambda::Function").find(
        (it) => it.stack === stack && it.id === uri,
      );
      return [properties.RouteKey, owner?.properties.Code.ZipFile];
    });

  expect(Object.fromEntries(targets)).toEqual({
    ...owning("tenants", "/v1/tenants", "/v1/tenants/{proxy+}"),
    ...owning("identity", "/v1/identity", "/v1/identity/{proxy+}", "/.well-known/{proxy+}"),
    ...owning("identity", "/verify-email", "/accept-invitation"),
    ...owning("people", "/v1/people", "/v1/people/{proxy+}"),
    ...owning("time", "/v1/time", "/v1/time/{proxy+}"),
    ...owning("webhooks", "/v1/webhooks", "/v1/webhooks/{proxy+}"),
    ...owning("audit", "/v1/audit", "/v1/audit/{proxy+}"),
    ...owning("docs", "/v1/openapi.json", "/v1/health", "/v1/health/{proxy+}", "/docs", "/docs/{proxy+}"),
    $default: "docs/api",
  });
});

const owning = (context: string, ...paths: readonly string[]) =>
  Object.fromEntries(paths.map((path) => [`ANY ${path}`, `${context}/api`]));

test("every lambda file runs somewhere, and every function has its file", () => {
  const files = globSync("functions/**/*.lambda.ts").map((path) =>
    path.replace(/^functions\//, "").replace(/\.lambda\.ts$/, ""),
  );

  expect([...new Set(functions.map(({ bundle }) => bundle))].sort()).toEqual(files.sort());
});

test("rules hand over what their consumers are for, in the tenant's message group", () => {
  const rules = ofType(deployment, "AWS::Events::Rule")
    .filter(({ stage }) => stage === "Tenure-Pool")
    .map(({ id, properties }) => [id.replace(/[0-9A-F]{8}$/, ""), properties]);
  const patterns = rules.map(([id, { EventPattern }]) => [id, EventPattern["detail-type"]]);
  const queues = rules.filter(([, { Targets }]) => Targets[0].SqsParameters);

  expect(Object.fromEntries(patterns)).toEqual({
    CommandsRule: ["kernel.command-committed.v1"],
    EventsRule: [{ "anything-but": { prefix: "kernel." } }],
    MailRule: [{ prefix: "identity." }, { prefix: "tenants." }],
    ToControlPlane: [{ prefix: "tenants." }],
  });
  expect(queues).toHaveLength(3);
  for (const [, { Targets }] of queues)
    expect(Targets).toEqual([
      expect.objectContaining({
        SqsParameters: { MessageGroupId: "$.detail.tenantId" },
        DeadLetterConfig: { Arn: expect.anything() },
      }),
    ]);
});

test("the publishers read command records only, and those too that take the place of one whose week is over", () => {
  const streams = ofType(deployment, "AWS::Lambda::EventSourceMapping").filter(
    ({ properties }) => properties.FilterCriteria,
  );

  expect(streams).toHaveLength(3 * 2);
  for (const { properties } of streams)
    expect(JSON.parse(properties.FilterCriteria.Filters[0].Pattern)).toEqual({
      eventName: ["INSERT", "MODIFY"],
      dynamodb: { Keys: { sk: { S: ["cmd"] } } },
    });
});
