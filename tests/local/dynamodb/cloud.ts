import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { STSClient } from "@aws-sdk/client-sts";
import { startEngine } from "#local/engine/engine.ts";
import { openStreams } from "#local/engine/streams.ts";
import { openIam } from "#local/iam/iam.ts";
import type { Credentials } from "#local/iam/sessions.ts";
import type { Resource } from "#local/resource.ts";
import { dynamoDb } from "#local/services/dynamodb.ts";
import { openTables } from "#local/services/dynamodb-tables.ts";
import { startEndpoint } from "#local/services/endpoint.ts";
import { sts } from "#local/services/sts.ts";

export const region = "eu-west-1";
export const account = "123456789012";
export const tableArn = `arn:aws:dynamodb:${region}:${account}:table/pool-tenants`;
export const streamArn = `${tableArn}/stream/local`;
export const roleArn = (name: string) => `arn:aws:iam::${account}:role/${name}`;

export const resource = (type: string, name: string, properties: Resource["properties"]): Resource => ({
  type,
  stack: "Pool",
  logicalId: name,
  name,
  arn: type === "AWS::IAM::Role" ? roleArn(name) : `arn:aws:iam::${account}:policy/${name}`,
  properties,
});

const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: "HASH" },
  { AttributeName: range, KeyType: "RANGE" },
];

/** The tenant table as a template declares it. */
export const table: Resource = resource("AWS::DynamoDB::GlobalTable", "pool-tenants", {
  TableName: "pool-tenants",
  AttributeDefinitions: ["pk", "sk", "gsi1pk", "gsi1sk"].map((AttributeName) => ({
    AttributeName,
    AttributeType: "S",
  })),
  KeySchema: key("pk", "sk"),
  GlobalSecondaryIndexes: [
    { IndexName: "gsi1", KeySchema: key("gsi1pk", "gsi1sk"), Projection: { ProjectionType: "ALL" } },
  ],
  BillingMode: "PAY_PER_REQUEST",
  StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
  TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
  Replicas: [{ Region: region, DeletionProtectionEnabled: true }],
});

const document = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });

/** The tenant role, as the design has it, and a function's role that may assume it. */
export const roles: readonly Resource[] = [
  resource("AWS::IAM::Role", "tenant", {
    AssumeRolePolicyDocument: document({
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: {
        StringLike: { "aws:RequestTag/tenant": "tnt_*" },
        "ForAllValues:StringEquals": { "aws:TagKeys": ["tenant"] },
      },
    }),
    Policies: [
      {
        PolicyName: "items",
        PolicyDocument: document({
          Effect: "Allow",
          Action: [
            "GetItem",
            "Query",
            "BatchGetItem",
            "PutItem",
            "UpdateItem",
            "DeleteItem",
            "ConditionCheckItem",
          ].map((action) => `dynamodb:${action}`),
          Resource: [tableArn, `${tableArn}/index/*`],
          Condition: {
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
            "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["T#${aws:PrincipalTag/tenant}#*"] },
            Null: { "dynamodb:LeadingKeys": "false" },
          },
        }),
      },
    ],
  }),
  resource("AWS::IAM::Role", "function", {
    AssumeRolePolicyDocument: document({
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "sts:AssumeRole",
    }),
  }),
  resource("AWS::IAM::Policy", "function-default", {
    PolicyName: "function-default",
    Roles: ["function"],
    PolicyDocument: document({
      Effect: "Allow",
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Resource: roleArn("tenant"),
    }),
  }),
];

interface CloudOptions {
  readonly file?: string;
  readonly conflicts?: boolean;
  readonly now?: () => number;
}

/** DynamoDB, IAM and STS of the local cloud, behind their endpoint. */
export async function startCloud({ file, conflicts = false, now }: CloudOptions = {}) {
  const engine = await startEngine({ file });
  const iam = openIam({ account, ...(now && { now }) });
  for (const each of roles) await iam.provider.define(each);
  const tables = openTables(engine);
  await tables.define(table);
  const streams = openStreams(engine);
  const endpoint = await startEndpoint({
    dynamodb: dynamoDb({ engine, iam, tables, conflicts, onWrite: streams.written }),
    sts: sts(iam),
  });
  const settings = (credentials: Credentials) => ({
    region,
    endpoint: endpoint.url,
    credentials,
    maxAttempts: 1,
  });
  return {
    engine,
    iam,
    tables,
    streams,
    endpoint,
    dynamodbAs: (credentials: Credentials) => new DynamoDBClient(settings(credentials)),
    stsAs: (credentials: Credentials) => new STSClient(settings(credentials)),
    /** DynamoDB as a tenant's session. */
    tenant: (id: string) =>
      new DynamoDBClient(settings(iam.issue(roleArn("tenant"), { tenant: id }, "test"))),
    stop: async () => {
      await endpoint.stop();
      await engine.stop();
    },
  };
}
