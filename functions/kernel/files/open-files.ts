import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import type { FileFacts, Files } from "#functions/kernel/files/files.ts";
import type { Stamp } from "#functions/kernel/stamp.ts";

const signedSeconds = 15 * 60;
const csv = "text/csv";

/** The stamp's files bucket, under the credentials of the tenant being served. */
export function openFiles({ env, perTenant }: Pick<Stamp, "env" | "perTenant">): Files {
  const s3 = perTenant(
    (options) =>
      new S3Client({
        ...options,
        forcePathStyle: true,
        // The SDK would sign the checksum of an empty body into the client's URL.
        requestChecksumCalculation: "WHEN_REQUIRED",
        responseChecksumValidation: "WHEN_REQUIRED",
      }),
  );
  const Bucket = env.FILES_BUCKET;
  return {
    uploadOf: async (Key) => ({
      url: await getSignedUrl(s3(), new PutObjectCommand({ Bucket, Key, ContentType: csv }), {
        expiresIn: signedSeconds,
        signableHeaders: new Set(["content-type"]),
      }),
      headers: { "content-type": csv },
    }),
    downloadOf: async (Key, filename) => ({
      url: await getSignedUrl(
        s3(),
        new GetObjectCommand({
          Bucket,
          Key,
          ResponseContentDisposition: `attachment; filename="${filename}"`,
        }),
        { expiresIn: signedSeconds },
      ),
      headers: {},
    }),
    find: (key) => factsOf(s3(), Bucket, key),
    read: (key, etag, offset) =>
      bytesOf(s3(), { Bucket, Key: key, IfMatch: etag, Range: `bytes=${offset}-` }),
  };
}

async function factsOf(s3: S3Client, Bucket: string, Key: string): Promise<FileFacts | undefined> {
  try {
    const { ContentLength = 0, ETag = "" } = await s3.send(new HeadObjectCommand({ Bucket, Key }));
    return { bytes: ContentLength, etag: ETag };
  } catch (error) {
    // Without the right to list the bucket, S3 tells of what is not there as of what is forbidden.
    if (statusOf(error) === 404 || statusOf(error) === 403) return undefined;
    throw error;
  }
}

async function bytesOf(
  s3: S3Client,
  get: { readonly Bucket: string; readonly Key: string; readonly IfMatch: string; readonly Range: string },
): Promise<AsyncIterable<Uint8Array>> {
  try {
    const { Body } = await s3.send(new GetObjectCommand(get));
    return (Body as AsyncIterable<Uint8Array> | undefined) ?? nothing(); // in Node the SDK answers with a Readable
  } catch (error) {
    if (statusOf(error) === 416) return nothing(); // the offset is the end of the file
    if (statusOf(error) === 412 || statusOf(error) === 404)
      refuse("conflict", "jobs.file-changed", "The file was changed or removed after the job had started");
    throw error;
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
