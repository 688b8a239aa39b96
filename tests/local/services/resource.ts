import type { Resource } from "#local/resource.ts";

const services: Record<string, string> = {
  Events: "events",
  SQS: "sqs",
  S3: "s3",
  KMS: "kms",
  Scheduler: "scheduler",
};

/** A resource as the resolver would hand it over. */
export function resource(
  type: string,
  name: string,
  properties: Record<string, unknown> = {},
  kind = "",
): Resource {
  const service = services[type.split("::")[1] ?? ""] ?? "other";
  const arn = `arn:aws:${service}:eu-west-1:000000000000:${kind}${name}`;
  return { type, stack: "Test", logicalId: name, name, arn, properties };
}

export const queueArn = (name: string) => `arn:aws:sqs:eu-west-1:000000000000:${name}`;
