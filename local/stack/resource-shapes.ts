import type { Resource } from "#local/resource.ts";

/** Where a resource lives, so that its ARN and URLs can be told. */
export interface Place {
  readonly account: string;
  readonly region: string;
  /** Base of the loopback endpoint, which queue URLs start with. */
  readonly endpointUrl: string;
  /** Where an HTTP API is reached, by the path of its construct. */
  readonly apiUrl: (path: string) => string;
}

type Unnamed = Pick<Resource, "type" | "logicalId" | "stack" | "properties" | "path">;
type Named = Unnamed & { readonly name: string };
type Known = Named & { readonly arn: string };
type Tell<R> = (resource: R, place: Place) => string;

/** How CloudFormation names a type: its physical name, ARN, `Ref` and `Fn::GetAtt`. */
interface Shape {
  /** The property that may choose the name. */
  readonly nameFrom?: string;
  /** The generated name, where `<stackName>-<logicalId>` would not do. */
  readonly fallbackName?: Tell<Unnamed>;
  readonly arn: Tell<Named>;
  /** `Ref`, where it is not the name. */
  readonly ref?: Tell<Known>;
  /** What `Fn::GetAtt` knows beyond `Arn`. */
  readonly attributes?: Readonly<Record<string, Tell<Known>>>;
}

const text = (resource: Unnamed, property: string): string => String(resource.properties[property]);

const arn =
  (service: string, prefix = ""): Tell<Named> =>
  ({ name }, { region, account }) =>
    `arn:aws:${service}:${region}:${account}:${prefix}${name}`;

const iamArn =
  (kind: string): Tell<Named> =>
  ({ name }, { account }) =>
    `arn:aws:iam::${account}:${kind}/${name}`;

const qualified =
  (qualifier: Tell<Named>): Tell<Named> =>
  (resource, place) => {
    const fn = text(resource, "FunctionName");
    const base = fn.startsWith("arn:") ? fn : arn("lambda", "function:")({ ...resource, name: fn }, place);
    return `${base}:${qualifier(resource, place)}`;
  };

const self: Tell<Known> = (resource) => resource.arn;
const queueUrl: Tell<Known> = ({ name }, { endpointUrl, account }) => `${endpointUrl}/${account}/${name}`;
const generated = ({ stack, logicalId }: Unnamed): string => `${stack}-${logicalId}`;
const lowerCase = (resource: Unnamed): string => generated(resource).toLowerCase();
const subResource = (service: string): Shape => ({ arn: arn(service, "/") });

const table: Shape = {
  nameFrom: "TableName",
  arn: arn("dynamodb", "table/"),
  attributes: {
    // A label that survives restarts, unlike the time stamp that AWS puts here.
    StreamArn: ({ arn }) => `${arn}/stream/local`,
    TableId: ({ name }) => name,
  },
};

const shapes: Readonly<Record<string, Shape>> = {
  "AWS::ApiGatewayV2::Api": {
    fallbackName: lowerCase,
    arn: ({ name }, { region }) => `arn:aws:apigateway:${region}::/apis/${name}`,
    attributes: {
      ApiId: ({ name }) => name,
      ApiEndpoint: ({ path = "" }, { apiUrl }) => apiUrl(path),
    },
  },
  "AWS::ApiGatewayV2::Integration": subResource("apigateway"),
  "AWS::ApiGatewayV2::Route": subResource("apigateway"),
  "AWS::ApiGatewayV2::Stage": { nameFrom: "StageName", arn: arn("apigateway", "/") },
  "AWS::DynamoDB::GlobalTable": table,
  "AWS::DynamoDB::Table": table,
  "AWS::Events::Archive": { nameFrom: "ArchiveName", arn: arn("events", "archive/") },
  "AWS::Events::EventBus": {
    nameFrom: "Name",
    arn: arn("events", "event-bus/"),
    attributes: { Name: ({ name }) => name },
  },
  "AWS::Events::Rule": {
    nameFrom: "Name",
    arn: (rule, place) => arn("events", `rule/${busName(rule)}`)(rule, place),
  },
  "AWS::IAM::ManagedPolicy": {
    nameFrom: "ManagedPolicyName",
    arn: iamArn("policy"),
    ref: self,
    attributes: { PolicyArn: self },
  },
  "AWS::IAM::Policy": { nameFrom: "PolicyName", arn: iamArn("inline-policy") },
  "AWS::IAM::Role": { nameFrom: "RoleName", arn: iamArn("role"), attributes: { RoleId: ({ name }) => name } },
  "AWS::KMS::Alias": { nameFrom: "AliasName", arn: arn("kms") },
  "AWS::KMS::Key": { arn: arn("kms", "key/"), attributes: { KeyId: ({ name }) => name } },
  "AWS::Lambda::Alias": {
    nameFrom: "Name",
    arn: qualified(({ name }) => name),
    ref: self,
    attributes: { AliasArn: self },
  },
  "AWS::Lambda::EventInvokeConfig": subResource("lambda"),
  "AWS::Lambda::EventSourceMapping": {
    arn: arn("lambda", "event-source-mapping:"),
    attributes: { Id: ({ name }) => name, EventSourceMappingArn: self },
  },
  "AWS::Lambda::Function": { nameFrom: "FunctionName", arn: arn("lambda", "function:") },
  "AWS::Lambda::Version": {
    // One version at a time runs here, whatever its number on AWS.
    arn: qualified(() => "1"),
    ref: self,
    attributes: { Version: () => "1", FunctionArn: self },
  },
  "AWS::Logs::LogGroup": {
    nameFrom: "LogGroupName",
    arn: (group, place) => `${arn("logs", "log-group:")(group, place)}:*`,
  },
  "AWS::S3::Bucket": {
    nameFrom: "BucketName",
    fallbackName: lowerCase,
    arn: ({ name }) => `arn:aws:s3:::${name}`,
    attributes: {
      DomainName: ({ name }) => `${name}.s3.amazonaws.com`,
      RegionalDomainName: ({ name }, { region }) => `${name}.s3.${region}.amazonaws.com`,
    },
  },
  "AWS::SQS::Queue": {
    nameFrom: "QueueName",
    fallbackName: (queue) => generated(queue) + (queue.properties["FifoQueue"] === true ? ".fifo" : ""),
    arn: arn("sqs"),
    ref: queueUrl,
    attributes: { QueueName: ({ name }) => name, QueueUrl: queueUrl },
  },
  "AWS::SSM::Parameter": {
    nameFrom: "Name",
    arn: (parameter, place) =>
      arn("ssm", parameter.name.startsWith("/") ? "parameter" : "parameter/")(parameter, place),
    attributes: {
      Type: (parameter) => text(parameter, "Type"),
      Value: (parameter) => text(parameter, "Value"),
    },
  },
  "AWS::Scheduler::Schedule": {
    nameFrom: "Name",
    arn: (schedule, place) =>
      arn("scheduler", `schedule/${schedule.properties["GroupName"] ?? "default"}/`)(schedule, place),
  },
  "AWS::Scheduler::ScheduleGroup": { nameFrom: "Name", arn: arn("scheduler", "schedule-group/") },
  "AWS::SecretsManager::Secret": { nameFrom: "Name", arn: arn("secretsmanager", "secret:"), ref: self },
  "AWS::SNS::Topic": { nameFrom: "TopicName", arn: arn("sns"), ref: self },
};

function busName(rule: Unnamed): string {
  const bus = rule.properties["EventBusName"];
  return typeof bus === "string" ? `${bus.slice(bus.lastIndexOf("/") + 1)}/` : "";
}

// What is ignored has a name and, for policies that mention it, an ARN of the usual form.
const shapeOf = (type: string): Shape =>
  shapes[type] ?? { arn: arn(type.split("::")[1]?.toLowerCase() ?? "unknown", "/") };

/** The physical name: the template's own choice, else a generated one. */
export function nameOf(resource: Unnamed, place: Place): string {
  const { nameFrom, fallbackName = generated } = shapeOf(resource.type);
  const chosen = nameFrom === undefined ? undefined : resource.properties[nameFrom];
  return typeof chosen === "string" ? chosen : fallbackName(resource, place);
}

export const arnOf = (resource: Named, place: Place): string => shapeOf(resource.type).arn(resource, place);

/** What `Ref` gives. */
export const refOf = (resource: Known, place: Place): string =>
  (shapeOf(resource.type).ref ?? (({ name }) => name))(resource, place);

/** What `Fn::GetAtt` gives. Throws on an attribute that is not in the table. */
export function attributeOf(resource: Known, attribute: string, place: Place): string {
  if (attribute === "Arn") return resource.arn;
  const tell = shapeOf(resource.type).attributes?.[attribute];
  if (tell) return tell(resource, place);
  throw new Error(
    `${resource.stack}.${resource.logicalId}: add ${resource.type}'s attribute ${attribute} to local/stack/resource-shapes.ts`,
  );
}
