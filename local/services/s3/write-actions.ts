import { copyFile } from "node:fs/promises";
import { AwsError } from "#local/services/aws-error.ts";
import { storeBody } from "#local/services/s3/body.ts";
import { lockMode } from "#local/services/s3/bucket.ts";
import {
  objectHeaders,
  type S3Action,
  type S3Call,
  textBody,
  versionHeaders,
} from "#local/services/s3/call.ts";
import type { Retention } from "#local/services/s3/object-table.ts";
import { checkCondition, type Objects, type WriteCondition } from "#local/services/s3/objects.ts";
import { found } from "#local/services/s3/read-actions.ts";
import { textOf, xml } from "#local/services/xml.ts";

export const conditionOf = ({ headers }: S3Call): WriteCondition => ({
  ifMatch: headers["if-match"],
  ifNoneMatch: headers["if-none-match"],
});

/** Object Lock as the headers of a write ask for it. */
export function lockOf({ headers, bucket }: S3Call): { retention?: Retention; legalHold?: boolean } {
  const mode = headers["x-amz-object-lock-mode"];
  const until = headers["x-amz-object-lock-retain-until-date"];
  const hold = headers["x-amz-object-lock-legal-hold"];
  if ((mode ?? until ?? hold) !== undefined && !bucket.lockable)
    throw new AwsError("InvalidRequest", "Bucket is missing Object Lock Configuration");
  return {
    ...(mode && until && { retention: retentionOf(mode, until) }),
    ...(hold && { legalHold: hold === "ON" }),
  };
}

function retentionOf(mode: string, until: string): Retention {
  const known = lockMode.safeParse(mode);
  if (!known.success || Number.isNaN(Date.parse(until)))
    throw new AwsError("MalformedXML", "The retention is not well-formed");
  return { mode: known.data, until: Date.parse(until) };
}

/** Whether the caller passes over GOVERNANCE retentions. */
export const bypassesGovernance = ({ headers }: S3Call): boolean =>
  headers["x-amz-bypass-governance-retention"] === "true";

/** PutObject: the bytes go to a file as they come. */
export const putObject =
  (objects: Objects): S3Action =>
  async (call) => {
    const { bucket, key, headers, request } = call;
    call.permit("s3:PutObject");
    const lock = lockOf(call);
    if (
      bucket.lockable &&
      !Object.keys(headers).some(
        (name) => name === "content-md5" || name === "x-amz-trailer" || name.startsWith("x-amz-checksum-"),
      )
    )
      throw new AwsError(
        "InvalidRequest",
        "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters",
      );
    // Refuses before the bytes come; the write itself checks again.
    checkCondition(objects.table.latest(bucket.name, key), conditionOf(call));
    const file = objects.newFile();
    const { size, md5, checksums } = await storeBody(request, headers, objects.pathOf(file));
    const kept = { ...objectHeaders(headers), ...checksums };
    const made = await objects.put(
      bucket,
      { key, file, size, etag: md5, headers: kept, ...lock },
      conditionOf(call),
    );
    return { status: 200, headers: { ...checksums, ...versionHeaders(made) } };
  };

/** CopyObject within the local cloud, with its own or with new metadata. */
export const copyObject =
  (objects: Objects, source: (name: string) => S3Call["bucket"]): S3Action =>
  async (call) => {
    const [address = "", search = ""] = (call.headers["x-amz-copy-source"] ?? "")
      .replace(/^\//, "")
      .split("?");
    const [name = "", ...path] = decodeURIComponent(address).split("/");
    const from = source(name);
    const fromKey = path.join("/");
    call.permit("s3:GetObject", `${from.arn}/${fromKey}`);
    call.permit("s3:PutObject");
    const original = found(objects, {
      ...call,
      bucket: from,
      key: fromKey,
      query: new URLSearchParams(search),
    });
    const file = objects.newFile();
    await copyFile(objects.pathOf(original.file), objects.pathOf(file));
    const replaced = call.headers["x-amz-metadata-directive"] === "REPLACE";
    const headers = replaced ? objectHeaders(call.headers) : original.headers;
    const { size, etag } = original;
    const made = await objects.put(
      call.bucket,
      { key: call.key, file, size, etag, headers, ...lockOf(call) },
      conditionOf(call),
    );
    return {
      status: 200,
      headers: versionHeaders(made),
      body: xml("CopyObjectResult", {
        ETag: `"${etag}"`,
        LastModified: new Date(made.modifiedAt).toISOString(),
      }),
    };
  };

export const putRetention =
  (objects: Objects): S3Action =>
  async (call) => {
    call.permit("s3:PutObjectRetention");
    const document = await textBody(call.request);
    const retention = retentionOf(textOf(document, "Mode") ?? "", textOf(document, "RetainUntilDate") ?? "");
    objects.retain(found(objects, call), retention, bypassesGovernance(call));
    return { status: 200 };
  };
