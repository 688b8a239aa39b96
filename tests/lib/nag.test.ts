import { type App, Stack, Validations } from "aws-cdk-lib";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { AwsSolutionsChecks } from "cdk-nag";
import { expect, test } from "vitest";
import { type Configuration, configuration, defaultSettings } from "#lib/config.ts";
import { type Deployment, stagesOf, synthesise, type Violation } from "#tests/lib/deployment.ts";

const withAccountsAndDomain: Configuration = {
  controlPlane: { region: "eu-west-1", account: "111122223333" },
  stamps: [
    {
      name: "pool",
      kind: "pool",
      region: "eu-west-1",
      account: "444455556666",
      domain: {
        name: "tenure.example.com",
        certificateArn: "arn:aws:acm:eu-west-1:444455556666:certificate/5c4a1b3e-0000-4000-8000-000000000000",
      },
      settings: defaultSettings,
    },
  ],
};

const check = (app: App) => Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

const findings = ({ report }: Deployment, kind: "violations" | "suppressedViolations") =>
  report.pluginReports.flatMap((plugin): readonly Violation[] => plugin[kind] ?? []);

/** Place, finding and reason of every acknowledgement in the tree. */
const acknowledgementsIn = (app: App) =>
  app.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(([id, reason]) => ({ at: node.path, id, reason })),
  );

test.each([
  ["what is deployed", configuration],
  ["stamps with accounts and a domain", withAccountsAndDomain],
])("%s has no finding, and every acknowledgement silences one and says why", (_case, deployed) => {
  const acknowledged: ReturnType<typeof acknowledgementsIn> = [];
  const deployment = synthesise({
    configuration: deployed,
    prepare: (app) => {
      check(app);
      acknowledged.push(...acknowledgementsIn(app));
    },
  });
  const used = findings(deployment, "suppressedViolations").map(
    (it) => `${it.acknowledgedAt} ${it.acknowledgedId}`,
  );

  expect(findings(deployment, "violations")).toEqual([]);
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(acknowledged.filter(({ reason }) => reason.split(" ").length < 5)).toEqual([]);
  expect(acknowledged.map(({ at, id }) => `${at} ${id}`).filter((it) => !used.includes(it))).toEqual([]);
});

test("a flaw planted in any stage stops the synthesis", () => {
  const plant = (app: App) => {
    check(app);
    for (const stage of stagesOf(app)) new Queue(new Stack(stage, "Planted"), "Queue");
  };
  const message = complaintOf(() => synthesise({ prepare: plant }));

  for (const { name } of configuration.stamps)
    expect(message.replaceAll("-", "").toLowerCase()).toContain(
      `tenure-${name}/planted/queue`.replaceAll("-", ""),
    );
});

const complaintOf = (act: () => unknown): string => {
  try {
    act();
    return "";
  } catch (error) {
    return String(error);
  }
};
