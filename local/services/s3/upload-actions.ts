import { AwsError } from "#local/services/aws-error.ts";
import { storeBody } from "#local/services/s3/body.ts";
import {
  objectHeaders,
  type S3Action,
  type S3Call,
  textBody,
  versionHeaders,
} from "#local/services/s3/call.ts";
import type { Objects } from "#local/services/s3/objects.ts";
import type { Uploads } from "#local/services/s3/uploads.ts";
import { conditionOf, lockOf } from "#local/services/s3/write-actions.ts";
import { elements, textOf, xml } from "#local/services/xml.ts";

const idOf = ({ query }: S3Call): string => query.get("uploadId") ?? "";

export const beginUpload =
  (uploads: Uploads): S3Action =>
  (call) => {
    call.permit("s3:PutObject");
    const { bucket, key } = call;
    const UploadId = uploads.begin(bucket.name, key, {
      headers: objectHeaders(call.headers),
      ...lockOf(call),
    });
    const members = { Bucket: bucket.name, Key: key, UploadId };
    return { status: 200, body: xml("InitiateMultipartUploadResult", members) };
  };

export const uploadPart =
  (uploads: Uploads, objects: Objects): S3Action =>
  async (call) => {
    call.permit("s3:PutObject");
    const { bucket, key, query, headers, request } = call;
    if (headers["x-amz-copy-source"])
      throw new AwsError("NotImplemented", "The local cloud has no UploadPartCopy", 501);
    uploads.find(idOf(call), bucket.name, key);
    const number = Number(query.get("partNumber"));
    if (!Number.isInteger(number) || number < 1 || number > 10_000)
      throw new AwsError("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive");
    const file = objects.newFile();
    const { size, md5, checksums } = await storeBody(request, headers, objects.pathOf(file));
    await uploads.addPart(idOf(call), { number, file, size, etag: md5 });
    return { status: 200, headers: { etag: `"${md5}"`, ...checksums } };
  };

export const completeUpload =
  (uploads: Uploads, objects: Objects): S3Action =>
  async (call) => {
    call.permit("s3:PutObject");
    const { bucket, key } = call;
    const begun = uploads.find(idOf(call), bucket.name, key);
    const wanted = elements(await textBody(call.request), "Part").map((part) => ({
      number: Number(textOf(part, "PartNumber")),
      etag: (textOf(part, "ETag") ?? "").replaceAll('"', ""),
    }));
    const joined = await uploads.join(idOf(call), wanted);
    const made = await objects.put(bucket, { key, ...begun, ...joined }, conditionOf(call));
    await uploads.end(idOf(call));
    const members = { Bucket: bucket.name, Key: key, ETag: `"${made.etag}"` };
    return {
      status: 200,
      headers: versionHeaders(made),
      body: xml("CompleteMultipartUploadResult", members),
    };
  };

export const abortUpload =
  (uploads: Uploads): S3Action =>
  async (call) => {
    call.permit("s3:AbortMultipartUpload");
    uploads.find(idOf(call), call.bucket.name, call.key);
    await uploads.end(idOf(call));
    return { status: 204 };
  };

export const listParts =
  (uploads: Uploads): S3Action =>
  (call) => {
    call.permit("s3:ListMultipartUploadParts");
    const { bucket, key } = call;
    uploads.find(idOf(call), bucket.name, key);
    const Part = uploads
      .parts(idOf(call))
      .map(({ number, etag, size }) => ({ PartNumber: number, ETag: `"${etag}"`, Size: size }));
    const members = { Bucket: bucket.name, Key: key, UploadId: idOf(call), IsTruncated: false, Part };
    return { status: 200, body: xml("ListPartsResult", members) };
  };
