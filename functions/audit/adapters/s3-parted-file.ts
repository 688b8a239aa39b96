import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  NoSuchUpload,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { PartedFile } from "#functions/audit/ports.ts";
import type { Stamp } from "#functions/kernel/stamp.ts";

const ndjson = "application/x-ndjson";

/** Files in the stamp's bucket, under the credentials of the tenant being served. */
export function s3PartedFile({ env, perTenant }: Pick<Stamp, "env" | "perTenant">): PartedFile {
  const s3 = perTenant((options) => new S3Client({ ...options, forcePathStyle: true }));
  const Bucket = env.FILES_BUCKET;
  return {
    begin: async (Key) => {
      const { UploadId } = await s3().send(
        new CreateMultipartUploadCommand({ Bucket, Key, ContentType: ndjson }),
      );
      return UploadId ?? missing();
    },
    write: async (Key, UploadId, PartNumber, Body) => {
      const { ETag } = await s3().send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
      return ETag ?? missing();
    },
    finish: async (Key, UploadId, tags) => {
      const Parts = tags.map((ETag, at) => ({ ETag, PartNumber: at + 1 }));
      try {
        await s3().send(
          new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
        );
      } catch (error) {
        if (!(error instanceof NoSuchUpload)) throw error;
        // It was finished before; if it was not, there is no file and this rejects.
        await s3().send(new HeadObjectCommand({ Bucket, Key }));
      }
    },
  };
}

const missing = (): never => {
  throw new Error("S3 left out what it promises");
};
