import { Duration } from "aws-cdk-lib";
import { ManagedPolicy, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { type Bucket, ObjectLockRetention } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { acknowledgeWildcard } from "#lib/constructs/acknowledge.ts";
import { privateBucket } from "#lib/constructs/private-bucket.ts";

export interface CheckpointStoreProps {
  readonly encryptionKey: IKey;
  readonly accessLogs: Bucket;
  readonly retentionDays: number;
}

/** Audit checkpoints, locked in compliance mode: until the retention ends nobody can change or remove one. */
export class CheckpointStore extends Construct {
  readonly bucket: Bucket;
  /** The right to add checkpoints. */
  readonly append: ManagedPolicy;

  constructor(scope: Construct, id: string, { retentionDays, ...storage }: CheckpointStoreProps) {
    super(scope, id);
    this.bucket = privateBucket(this, "Checkpoints", {
      ...storage,
      objectLockEnabled: true,
      objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(retentionDays)),
    });
    const objects = this.bucket.arnForObjects("checkpoints/*");
    this.append = new ManagedPolicy(this, "Append", {
      statements: [new PolicyStatement({ actions: ["s3:PutObject"], resources: [objects] })],
    });
    acknowledgeWildcard(this.append, objects, "A checkpoint is named after its tenant and tree size.");
  }
}
