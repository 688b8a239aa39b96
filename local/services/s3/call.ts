import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { AwsError } from "#local/services/aws-error.ts";
import type { Bucket } from "#local/services/s3/bucket.ts";
import type { ObjectVersion } from "#local/services/s3/object-table.ts";
import type { AwsHead } from "#local/services/service.ts";

/** One S3 call, of a caller who has been let in. */
export interface S3Call {
  readonly bucket: Bucket;
  /** Empty when the bucket itself is meant. */
  readonly key: string;
  readonly method: string;
  readonly query: URLSearchParams;
  /** Lower case; those of a presigned URL's query among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly request: IncomingMessage;
  /** Refuses with `AccessDenied` what the caller may not do to the object, or to another resource. */
  readonly permit: (
    action: string,
    resource?: string,
    context?: Readonly<Record<string, readonly string[]>>,
  ) => void;
  /** Whether the caller may do it to the bucket. */
  readonly mayOnBucket: (action: string) => boolean;
}

export interface S3Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Readable;
}

export type S3Action = (call: S3Call) => Promise<S3Reply> | S3Reply;

/** Bucket and key of a path-style address. */
export function addressOf({ path }: AwsHead): { bucketName: string; key: string } {
  try {
    const [, bucketName = "", key = ""] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
    return { bucketName, key: decodeURIComponent(key) };
  } catch {
    throw new AwsError("InvalidURI", "Couldn't parse the specified URI.");
  }
}

const keptHeaders = [
  "content-type",
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "expires",
];

/** The headers of a PUT that go back with each GET. */
export function objectHeaders(headers: S3Call["headers"]): Record<string, string> {
  const kept = Object.entries(headers).filter(
    ([name]) => keptHeaders.includes(name) || name.startsWith("x-amz-meta-"),
  );
  // aws-chunked is how the body came, not what it is.
  const encoding = headers["content-encoding"]?.replace(/aws-chunked,?\s*/, "") ?? "";
  return { "content-type": "binary/octet-stream", ...Object.fromEntries(kept), "content-encoding": encoding };
}

/** Headers that describe an object version. */
export const versionHeaders = ({
  version,
  etag,
  retention,
  legalHold,
}: ObjectVersion): Record<string, string> => ({
  etag: `"${etag}"`,
  ...(version !== "null" && { "x-amz-version-id": version }),
  ...(retention && {
    "x-amz-object-lock-mode": retention.mode,
    "x-amz-object-lock-retain-until-date": new Date(retention.until).toISOString(),
  }),
  ...(legalHold && { "x-amz-object-lock-legal-hold": "ON" }),
});

/** The whole of a small body. */
export async function textBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
