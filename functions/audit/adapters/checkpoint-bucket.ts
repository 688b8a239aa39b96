import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { LockAway } from "#functions/audit/ports.ts";

/** Puts checkpoints into a bucket whose objects nobody can change or remove until their retention ends. */
export const checkpointBucket =
  (s3: S3Client, Bucket: string): LockAway =>
  async (tenantId, checkpoint) => {
    // Two checkpoints of one size say the same; both are kept.
    const name = `${String(checkpoint.size).padStart(12, "0")}-${checkpoint.time}`;
    await s3.send(
      new PutObjectCommand({
        Bucket,
        Key: `checkpoints/${tenantId}/${name}.json`,
        ContentType: "application/json",
        Body: JSON.stringify(checkpoint),
      }),
    );
  };
