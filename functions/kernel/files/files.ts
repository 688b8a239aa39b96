/** A request that a client makes by itself, without credentials, within a quarter of an hour. */
export interface SignedRequest {
  readonly url: string;
  /** What the client must send with it, exactly. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What is known of a stored file. `etag` changes with its content. */
export interface FileFacts {
  readonly bytes: number;
  readonly etag: string;
}

/** The files of the tenant being served. */
export interface Files {
  /** Lets a client store a CSV file under the key by one PUT. */
  readonly uploadOf: (key: string) => Promise<SignedRequest>;
  /** Lets a client fetch the file by a GET; it is saved under the given name. */
  readonly downloadOf: (key: string, filename: string) => Promise<SignedRequest>;
  readonly find: (key: string) => Promise<FileFacts | undefined>;
  /**
   * The bytes from `offset` on, as they arrive.
   * @throws AppError `jobs.file-changed` (conflict) when the file is gone or is no longer the one with that `etag`.
   */
  readonly read: (key: string, etag: string, offset: number) => Promise<AsyncIterable<Uint8Array>>;
}

/** Where a file of a job is kept; credentials of a tenant open only what lies under the tenant's own prefix. */
export const fileKey = (tenantId: string, context: string, job: string, name: string): string =>
  ["T", tenantId, context, job, name].join("/");
