import { App, CfnOutput, Duration, Stack, Stage } from "aws-cdk-lib";
import { HttpApi, HttpMethod, HttpStage } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { AttributeType, StreamViewType, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { EventBus, Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import {
  Alias,
  Architecture,
  Code,
  Function as Lambda,
  Runtime,
  StartingPosition,
} from "aws-cdk-lib/aws-lambda";
import { DynamoEventSource, SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { Queue } from "aws-cdk-lib/aws-sqs";

const localContext = {
  "aws:cdk:disable-asset-staging": true,
  "aws:cdk:enable-asset-metadata": true,
  "aws:cdk:enable-path-metadata": true,
  "@aws-cdk/core:enablePartitionLiterals": true,
  "@aws-cdk/core:target-partitions": ["aws"],
  "@aws-cdk/core:defaultCrossStackReferences": "strong",
};

/** A small app of two stacks in a Stage: table and bus in one; function, queue, rule and HTTP API in the other. */
export function fixtureApp(outdir: string, codeDirectory: string): App {
  const app = new App({
    outdir,
    context: localContext,
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
  });
  const stage = new Stage(app, "Fixture", { env: { region: "eu-west-1" } });
  const data = dataStack(stage);
  workStack(stage, data, codeDirectory);
  return app;
}

function dataStack(stage: Stage) {
  const stack = new Stack(stage, "Data");
  const table = new TableV2(stack, "Table", {
    partitionKey: { name: "pk", type: AttributeType.STRING },
    sortKey: { name: "sk", type: AttributeType.STRING },
    dynamoStream: StreamViewType.NEW_IMAGE,
  });
  const bus = new EventBus(stack, "Bus");
  new CfnOutput(stack, "BusName", { value: bus.eventBusName });
  return { table, bus };
}

function workStack(stage: Stage, { table, bus }: ReturnType<typeof dataStack>, codeDirectory: string): void {
  const stack = new Stack(stage, "Work");
  const fn = (id: string) =>
    new Lambda(stack, id, {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: "index.handler",
      code: Code.fromAsset(`${codeDirectory}/${id.toLowerCase()}`),
      timeout: Duration.seconds(3),
      environment: { TABLE: table.tableName, BUS: bus.eventBusName, QUEUE_URL: queue.queueUrl },
    });
  const dead = new Queue(stack, "Dead");
  const queue = new Queue(stack, "Queue", {
    visibilityTimeout: Duration.seconds(4),
    deadLetterQueue: { queue: dead, maxReceiveCount: 3 },
  });
  const api = fn("Api");
  const worker = fn("Worker");
  const publisher = fn("Publisher");
  table.grantReadWriteData(api);
  table.grantReadWriteData(worker);
  bus.grantPutEventsTo(publisher);
  worker.addEventSource(new SqsEventSource(queue, { reportBatchItemFailures: true }));
  publisher.addEventSource(
    new DynamoEventSource(table, {
      batchSize: 10,
      startingPosition: StartingPosition.TRIM_HORIZON,
      reportBatchItemFailures: true,
    }),
  );
  new Rule(stack, "Rule", {
    eventBus: bus,
    eventPattern: { source: ["fixture"] },
    targets: [new SqsQueue(queue, { deadLetterQueue: dead })],
  });
  const http = new HttpApi(stack, "Http", { createDefaultStage: false });
  new HttpStage(stack, "Stage", { httpApi: http, stageName: "$default", autoDeploy: true });
  const alias = new Alias(stack, "Live", { aliasName: "live", version: api.currentVersion });
  const integration = new HttpLambdaIntegration("Integration", alias, { scopePermissionToRoute: false });
  for (const path of ["/v1/thing", "/v1/thing/{proxy+}"])
    http.addRoutes({ path, methods: [HttpMethod.ANY], integration });
}
