import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { Credentials } from "#local/runtime/lambda-functions.ts";

/** Puts an object into a bucket of the local cloud, named by its ARN. */
export function objectKeeper(
  endpoint: string,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
): (bucketArn: string, key: string, body: string) => Promise<void> {
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  const client = new S3Client({ endpoint, credentials, region: "us-east-1", forcePathStyle: true });
  return async (bucketArn, Key, Body) => {
    const Bucket = bucketArn.split(":").at(-1);
    await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: "application/json" }));
  };
}
