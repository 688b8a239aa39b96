import { AwsError } from "#local/services/aws-error.ts";
import { type S3Action, type S3Call, textBody } from "#local/services/s3/call.ts";
import type { Objects } from "#local/services/s3/objects.ts";
import { bypassesGovernance } from "#local/services/s3/write-actions.ts";
import { elements, textOf, xml } from "#local/services/xml.ts";

/** DeleteObject: a version for good, or a delete marker where versions are kept. */
export const deleteObject =
  (objects: Objects): S3Action =>
  async (call) => {
    const { bucket, key, query } = call;
    const version = query.get("versionId") ?? undefined;
    call.permit(version ? "s3:DeleteObjectVersion" : "s3:DeleteObject");
    const removed = await objects.remove(bucket, key, { version, bypass: bypassesGovernance(call) });
    return {
      status: 204,
      headers: {
        ...(removed.version && { "x-amz-version-id": removed.version }),
        ...(removed.marker && { "x-amz-delete-marker": "true" }),
      },
    };
  };

/** DeleteObjects: each key succeeds or fails for itself. */
export const deleteObjects =
  (objects: Objects): S3Action =>
  async (call) => {
    const document = await textBody(call.request);
    const results = await Promise.all(
      elements(document, "Object").map((each) => deleted(objects, call, each)),
    );
    const quiet = textOf(document, "Quiet") === "true";
    const members = {
      Deleted: quiet ? [] : results.filter((result) => !("Code" in result)),
      Error: results.filter((result) => "Code" in result),
    };
    return { status: 200, body: xml("DeleteResult", members) };
  };

async function deleted(
  objects: Objects,
  call: S3Call,
  entry: string,
): Promise<Record<string, string | undefined>> {
  const Key = textOf(entry, "Key") ?? "";
  const VersionId = textOf(entry, "VersionId");
  try {
    call.permit(VersionId ? "s3:DeleteObjectVersion" : "s3:DeleteObject", `${call.bucket.arn}/${Key}`);
    await objects.remove(call.bucket, Key, { version: VersionId, bypass: bypassesGovernance(call) });
    return { Key, VersionId };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { Key, Code: error.code, Message: error.message };
  }
}
