import * as z from "zod";
import type { Provider, Resource } from "#local/resource.ts";
import { AwsError } from "#local/services/aws-error.ts";

const corsRule = z.object({
  AllowedOrigins: z.array(z.string()),
  AllowedMethods: z.array(z.string()),
  AllowedHeaders: z.array(z.string()).default([]),
  ExposedHeaders: z.array(z.string()).default([]),
  MaxAge: z.coerce.number().optional(),
});
export type CorsRule = z.infer<typeof corsRule>;

export const lockMode = z.enum(["GOVERNANCE", "COMPLIANCE"]);

const properties = z.object({
  VersioningConfiguration: z.object({ Status: z.enum(["Enabled", "Suspended"]) }).optional(),
  ObjectLockEnabled: z.boolean().default(false),
  ObjectLockConfiguration: z
    .object({
      Rule: z
        .object({
          DefaultRetention: z.object({
            Mode: lockMode,
            Days: z.coerce.number().optional(),
            Years: z.coerce.number().optional(),
          }),
        })
        .optional(),
    })
    .optional(),
  CorsConfiguration: z.object({ CorsRules: z.array(corsRule) }).optional(),
});

export interface Bucket {
  readonly name: string;
  readonly arn: string;
  readonly versioned: boolean;
  /** Whether its objects can be kept from deletion (Object Lock). */
  readonly lockable: boolean;
  readonly defaultRetention: { readonly mode: z.infer<typeof lockMode>; readonly days: number } | undefined;
  readonly cors: readonly CorsRule[];
}

export interface Buckets extends Provider {
  readonly define: (resource: Resource) => void;
  /** Refuses with `NoSuchBucket`. */
  readonly find: (name: string) => Bucket;
}

/** The buckets that the stacks declare. */
export function openBuckets(): Buckets {
  const buckets = new Map<string, Bucket>();
  return {
    types: ["AWS::S3::Bucket", "AWS::S3::BucketPolicy"],
    define: (resource) => {
      if (resource.type === "AWS::S3::Bucket") {
        const bucket = bucketOf(resource);
        buckets.set(bucket.name, bucket);
      }
    },
    find: (name) => {
      const bucket = buckets.get(name);
      if (!bucket) throw new AwsError("NoSuchBucket", "The specified bucket does not exist", 404);
      return bucket;
    },
  };
}

function bucketOf({ arn, properties: given }: Resource): Bucket {
  const settings = properties.parse(given);
  const retention = settings.ObjectLockConfiguration?.Rule?.DefaultRetention;
  return {
    name: arn.slice(arn.lastIndexOf(":") + 1),
    arn,
    versioned: settings.ObjectLockEnabled || settings.VersioningConfiguration?.Status === "Enabled",
    lockable: settings.ObjectLockEnabled,
    defaultRetention: retention && {
      mode: retention.Mode,
      days: retention.Days ?? (retention.Years ?? 0) * 365,
    },
    cors: settings.CorsConfiguration?.CorsRules ?? [],
  };
}
