import { AwsError } from "#local/services/aws-error.ts";
import type { Buckets } from "#local/services/s3/bucket.ts";
import type { S3Action, S3Call } from "#local/services/s3/call.ts";
import { deleteObject, deleteObjects } from "#local/services/s3/delete-actions.ts";
import { listObjects, listVersions } from "#local/services/s3/list-actions.ts";
import type { Objects } from "#local/services/s3/objects.ts";
import { getObject, getRetention } from "#local/services/s3/read-actions.ts";
import {
  abortUpload,
  beginUpload,
  completeUpload,
  listParts,
  uploadPart,
} from "#local/services/s3/upload-actions.ts";
import type { Uploads } from "#local/services/s3/uploads.ts";
import { copyObject, putObject, putRetention } from "#local/services/s3/write-actions.ts";

export type S3Router = (call: S3Call) => S3Action;

// Query parameters that choose another action than the plain one of the method.
const choosing = ["uploads", "uploadId", "retention", "delete", "versions"];
// Query parameters of S3 that would choose an action which is not here.
const unknown = [
  "acl",
  "tagging",
  "policy",
  "lifecycle",
  "versioning",
  "legal-hold",
  "object-lock",
  "attributes",
  "restore",
  "select",
  "location",
  "notification",
  "torrent",
  "website",
  "cors",
  "encryption",
];

/** Chooses the action of a call by its method, whether it names a key, and its query. */
export function routes(objects: Objects, uploads: Uploads, buckets: Buckets): S3Router {
  const put = putObject(objects);
  const copy = copyObject(objects, buckets.find);
  const read = getObject(objects);
  const list = listObjects(objects);
  const table: Readonly<Record<string, S3Action>> = {
    "GET key": read,
    "HEAD key": read,
    "PUT key": (call) => (call.headers["x-amz-copy-source"] ? copy(call) : put(call)),
    "DELETE key": deleteObject(objects),
    "POST key uploads": beginUpload(uploads),
    "PUT key uploadId": uploadPart(uploads, objects),
    "POST key uploadId": completeUpload(uploads, objects),
    "DELETE key uploadId": abortUpload(uploads),
    "GET key uploadId": listParts(uploads),
    "GET key retention": getRetention(objects),
    "PUT key retention": putRetention(objects),
    "GET bucket": list,
    "HEAD bucket": (call) => {
      call.permit("s3:ListBucket", call.bucket.arn);
      return { status: 200 };
    },
    "POST bucket delete": deleteObjects(objects),
    "GET bucket versions": listVersions(objects),
  };
  return ({ method, key, query }) => {
    const subject = [method, key ? "key" : "bucket", ...choosing.filter((name) => query.has(name))].join(" ");
    const action = unknown.some((name) => query.has(name)) ? undefined : table[subject];
    if (!action)
      throw new AwsError("NotImplemented", `The local cloud does not answer s3: ${subject} (${query})`, 501);
    return action;
  };
}
