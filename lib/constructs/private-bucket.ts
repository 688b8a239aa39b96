import { Duration, RemovalPolicy } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  ObjectOwnership,
} from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";

export interface PrivateBucketProps
  extends Pick<
    BucketProps,
    "cors" | "lifecycleRules" | "objectLockDefaultRetention" | "objectLockEnabled" | "versioned"
  > {
  readonly encryptionKey: IKey;
  /** Gets a line for each access. */
  readonly accessLogs: Bucket;
}

const closed = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  removalPolicy: RemovalPolicy.RETAIN,
} as const;

/** A bucket under our own key that only roles of the account reach, over TLS, each access logged. */
export const privateBucket = (
  scope: Construct,
  id: string,
  { encryptionKey, accessLogs, ...props }: PrivateBucketProps,
): Bucket =>
  new Bucket(scope, id, {
    ...closed,
    ...props,
    encryption: BucketEncryption.KMS,
    encryptionKey,
    bucketKeyEnabled: true,
    serverAccessLogsBucket: accessLogs,
    serverAccessLogsPrefix: `${id.toLowerCase()}/`,
  });

/** Where S3 writes who touched which object. Its log service cannot write under a customer's key. */
export const accessLogsBucket = (scope: Construct, id: string): Bucket =>
  new Bucket(scope, id, {
    ...closed,
    encryption: BucketEncryption.S3_MANAGED,
    lifecycleRules: [{ expiration: Duration.days(90) }],
  });
