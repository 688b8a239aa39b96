import { expect, test } from "vitest";
import { defaultSettings } from "#lib/config.ts";
import { ofType, synthesise } from "#tests/lib/deployment.ts";
import { functionsOf } from "#tests/lib/rights.ts";

const elsewhere = synthesise({
  configuration: {
    controlPlane: { region: "eu-west-1", account: "111122223333" },
    stamps: [
      {
        name: "initech",
        kind: "private",
        region: "us-east-2",
        account: "444455556666",
        domain: {
          name: "hr.initech.example",
          certificateArn: "arn:aws:acm:us-east-2:444455556666:certificate/1",
        },
        settings: {
          ...defaultSettings,
          origins: ["https://hr.example"],
          outbound: { allow: ["localhost:9000"] },
        },
      },
    ],
  },
});

test("a stamp with a domain is reached by it alone", () => {
  const [api] = ofType(elsewhere, "AWS::ApiGatewayV2::Api");
  const [domain] = ofType(elsewhere, "AWS::ApiGatewayV2::DomainName");
  const [mapping] = ofType(elsewhere, "AWS::ApiGatewayV2::ApiMapping");
  const urls = functionsOf(elsewhere).flatMap(({ environment }) => environment["PUBLIC_URL"] ?? []);

  expect(api?.properties.DisableExecuteApiEndpoint).toBe(true);
  expect(domain?.properties.DomainName).toBe("hr.initech.example");
  expect(mapping?.properties.DomainName).toEqual({ Ref: domain?.id });
  expect(new Set(urls)).toEqual(new Set(["https://hr.initech.example"]));
});

test("a stamp in an account of its own may tell the control plane", () => {
  const [bus] = ofType(elsewhere, "AWS::Events::EventBus").filter(
    ({ stage }) => stage === "Tenure-ControlPlane",
  );
  const [rule] = ofType(elsewhere, "AWS::Events::Rule").filter(({ id }) => id.startsWith("ToControlPlane"));
  const arn = "arn:aws:events:eu-west-1:111122223333:event-bus/tenure-control-plane";

  expect(rule?.properties.Targets).toEqual([expect.objectContaining({ Arn: arn })]);
  expect(bus?.properties.Policy.Statement).toEqual([
    {
      Sid: "Stamps444455556666",
      Effect: "Allow",
      Principal: { AWS: "444455556666" },
      Action: "events:PutEvents",
      Resource: arn,
    },
  ]);
});

test("settings reach the functions that heed them", () => {
  const told = (bundle: string) => functionsOf(elsewhere).find((it) => it.bundle === bundle)?.environment;

  expect(told("webhooks/deliver")).toMatchObject({
    OUTBOUND_ALLOW: '["localhost:9000"]',
    WEBHOOK_RETRY_SCHEDULE: JSON.stringify(defaultSettings.webhookRetrySchedule),
  });
  expect(told("identity/api")).toMatchObject({ SCRYPT_COST: "131072", PUBLIC_LIMIT_PER_MINUTE: "60" });
  expect(told("people/api")).toMatchObject({ CORS_ORIGINS: "https://hr.example" });
  expect(told("identity/mail")).toMatchObject({ MAIL_FROM: "no-reply@tenure.example" });
});
