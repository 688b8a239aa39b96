import { Aws, Duration, Stack } from "aws-cdk-lib";
import { CfnEventBus, EventBus, Match } from "aws-cdk-lib/aws-events";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";
import type { CatalogueEnv } from "#functions/catalogue/env.ts";
import type { CodeSource } from "#lib/code-source.ts";
import type { Configuration, ControlPlaneConfiguration } from "#lib/config.ts";
import { consume } from "#lib/constructs/consumer.ts";
import { deadLetteredQueue } from "#lib/constructs/dead-lettered-queue.ts";
import { houseTable, index } from "#lib/constructs/house-table.ts";
import { nodeFunction } from "#lib/constructs/node-function.ts";
import { subscribe } from "#lib/constructs/subscription.ts";
import { tracingPolicy } from "#lib/constructs/tracing-policy.ts";

// Literal, because stamps in other regions and accounts must know it without a reference.
const busName = "tenure-control-plane";

/** The bus that stamps tell about their tenants. */
export const controlPlaneBusArn = ({ region, account = Aws.ACCOUNT_ID }: ControlPlaneConfiguration): string =>
  `arn:aws:events:${region}:${account}:event-bus/${busName}`;

export interface ControlPlaneStackProps {
  readonly configuration: Configuration;
  readonly code: CodeSource;
}

/** The catalogue: which tenant lives in which stamp. No request reads it. */
export class ControlPlaneStack extends Stack {
  constructor(scope: Construct, id: string, { configuration, code }: ControlPlaneStackProps) {
    const { region, account } = configuration.controlPlane;
    super(scope, id, { env: { region, ...(account && { account }) }, terminationProtection: true });
    const bus = this.#bus(configuration);
    const encryptionKey = new Key(this, "Key", {
      enableKeyRotation: true,
      description: "Tenure: the catalogue at rest",
    });
    const table = houseTable(this, "Catalogue", { encryptionKey, indexes: [index("gsi1")] });
    const timeout = Duration.seconds(20);
    const updates = deadLetteredQueue(this, "Updates", { visibilityTimeout: timeout });
    const update = nodeFunction<CatalogueEnv>(this, "Update", {
      bundle: "catalogue/update",
      code,
      tracing: tracingPolicy(this),
      environment: { CATALOGUE_TABLE: table.tableName },
      timeout,
    });
    update.addToRolePolicy(
      new PolicyStatement({ actions: ["dynamodb:PutItem"], resources: [table.tableArn] }),
    );
    consume(update, updates.queue);
    subscribe(this, "UpdatesRule", {
      bus,
      eventPattern: { detailType: Match.prefix("tenants.") },
      to: updates,
    });
  }

  #bus({ controlPlane, stamps }: Configuration): EventBus {
    const bus = new EventBus(this, "Bus", { eventBusName: busName });
    const others = new Set(
      stamps.flatMap(({ account }) => account ?? []).filter((it) => it !== controlPlane.account),
    );
    if (others.size > 0 && bus.node.defaultChild instanceof CfnEventBus)
      bus.node.defaultChild.policy = mayPut(bus, [...others]);
    return bus;
  }
}

const mayPut = (bus: EventBus, accounts: readonly string[]) => ({
  Version: "2012-10-17",
  Statement: accounts.map((account) => ({
    Sid: `Stamps${account}`,
    Effect: "Allow",
    Principal: { AWS: account },
    Action: "events:PutEvents",
    Resource: Stack.of(bus).formatArn({ service: "events", resource: "event-bus", resourceName: busName }),
  })),
});
