/** Types that a part of the local cloud brings to life. */
const run = [
  "AWS::ApiGatewayV2::Api",
  "AWS::ApiGatewayV2::Integration",
  "AWS::ApiGatewayV2::Route",
  "AWS::ApiGatewayV2::Stage",
  "AWS::DynamoDB::GlobalTable",
  "AWS::DynamoDB::Table",
  "AWS::Events::Archive",
  "AWS::Events::EventBus",
  "AWS::Events::Rule",
  "AWS::Lambda::Alias",
  "AWS::Lambda::EventInvokeConfig",
  "AWS::Lambda::EventSourceMapping",
  "AWS::Lambda::Function",
  "AWS::Lambda::Version",
  "AWS::S3::Bucket",
  "AWS::SQS::Queue",
  "AWS::SSM::Parameter",
  "AWS::Scheduler::Schedule",
  "AWS::Scheduler::ScheduleGroup",
] as const;

/** Types that are only read: what they say is enforced or answered, nothing runs. */
const read = [
  "AWS::IAM::ManagedPolicy",
  "AWS::IAM::Policy",
  "AWS::IAM::Role",
  "AWS::KMS::Alias",
  "AWS::KMS::Key",
  "AWS::SecretsManager::Secret",
] as const;

/** Types without a meaning on a laptop. */
const ignore = [
  "AWS::ApiGatewayV2::ApiMapping",
  "AWS::ApiGatewayV2::DomainName",
  "AWS::CDK::Metadata",
  "AWS::CloudFront::Distribution",
  "AWS::CloudWatch::Alarm",
  "AWS::CloudWatch::CompositeAlarm",
  "AWS::CloudWatch::Dashboard",
  "AWS::CodeDeploy::Application",
  "AWS::CodeDeploy::DeploymentGroup",
  "AWS::Events::EventBusPolicy",
  "AWS::Lambda::Permission",
  "AWS::Logs::LogGroup",
  "AWS::Logs::MetricFilter",
  "AWS::Logs::ResourcePolicy",
  "AWS::S3::BucketPolicy",
  "AWS::SES::ConfigurationSet",
  "AWS::SES::EmailIdentity",
  "AWS::SNS::Subscription",
  "AWS::SNS::Topic",
  "AWS::SNS::TopicPolicy",
  "AWS::SQS::QueuePolicy",
  "AWS::WAFv2::WebACL",
] as const;

export type Handling = "run" | "read" | "ignore";

const handlings = new Map<string, Handling>([
  ...run.map((type) => [type, "run"] as const),
  ...read.map((type) => [type, "read"] as const),
  ...ignore.map((type) => [type, "ignore"] as const),
]);

/** What the local cloud does with a type. Throws on one that it does not know, so that nothing is silently missing. */
export function handlingOf(type: string): Handling {
  const handling = handlings.get(type);
  if (handling) return handling;
  throw new Error(
    `The local cloud does not know ${type}. Add it to one of the lists in local/stack/resource-types.ts` +
      " and, unless it is ignored, its attributes to local/stack/resource-shapes.ts.",
  );
}
