import * as z from "zod";
import type { Store } from "#local/store.ts";

/** One version of an object, or a delete marker; instants in milliseconds since the epoch. */
export interface ObjectVersion {
  readonly bucket: string;
  readonly key: string;
  /** `null` in a bucket without versions. */
  readonly version: string;
  readonly marker: boolean;
  /** Name of the file that holds its bytes. */
  readonly file: string;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly modifiedAt: number;
  /** What goes back with the object: content type, metadata, checksums … */
  readonly headers: Readonly<Record<string, string>>;
  readonly retention: Retention | undefined;
  readonly legalHold: boolean;
}

export interface Retention {
  readonly mode: "GOVERNANCE" | "COMPLIANCE";
  readonly until: number;
}

const schema = [
  `CREATE TABLE IF NOT EXISTS s3Object (sequence INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL,
    key TEXT NOT NULL, version TEXT NOT NULL, latest INTEGER NOT NULL, object TEXT NOT NULL) STRICT`,
  "CREATE UNIQUE INDEX IF NOT EXISTS s3ObjectVersion ON s3Object (bucket, key, version)",
  "CREATE UNIQUE INDEX IF NOT EXISTS s3ObjectLatest ON s3Object (bucket, key) WHERE latest = 1",
];

const row = z.object({ object: z.string() });
// Of our own writing, so it needs no check of its members.
const objectOf = ({ object }: z.infer<typeof row>): ObjectVersion => JSON.parse(object);

export type ObjectTable = ReturnType<typeof objectTable>;

/** The versions of all objects. One of each key is the latest. */
export function objectTable(store: Store) {
  for (const statement of schema) store.run(statement);
  const select = (where: string, ...values: (string | number)[]): ObjectVersion[] =>
    store.rows(row, `SELECT object FROM s3Object WHERE ${where}`, ...values).map(objectOf);
  return {
    latest: (bucket: string, key: string) => select("bucket = ? AND key = ? AND latest = 1", bucket, key)[0],
    version: (bucket: string, key: string, version: string) =>
      select("bucket = ? AND key = ? AND version = ?", bucket, key, version)[0],
    /** The latest versions whose keys come after `after` and not before `from`, in the order of their keys' bytes. */
    after: (bucket: string, after: string, from: string, max: number) =>
      select(
        "bucket = ? AND key > ? AND key >= ? AND latest = 1 ORDER BY key LIMIT ?",
        bucket,
        after,
        from,
        max,
      ),
    versions: (bucket: string, prefix: string) =>
      select("bucket = ? AND key >= ? ORDER BY key, sequence DESC", bucket, prefix).filter(({ key }) =>
        key.startsWith(prefix),
      ),
    all: () => select("TRUE"),
    insert: (object: ObjectVersion) => {
      const { bucket, key, version } = object;
      store.run("UPDATE s3Object SET latest = 0 WHERE bucket = ? AND key = ? AND latest = 1", bucket, key);
      const sql = "INSERT INTO s3Object (bucket, key, version, latest, object) VALUES (?, ?, ?, 1, ?)";
      store.run(sql, bucket, key, version, JSON.stringify(object));
    },
    replace: (object: ObjectVersion) => {
      const sql = "UPDATE s3Object SET object = ? WHERE bucket = ? AND key = ? AND version = ?";
      store.run(sql, JSON.stringify(object), object.bucket, object.key, object.version);
    },
    remove: ({ bucket, key, version }: ObjectVersion) => {
      store.run("DELETE FROM s3Object WHERE bucket = ? AND key = ? AND version = ?", bucket, key, version);
      store.run(
        `UPDATE s3Object SET latest = 1 WHERE sequence =
          (SELECT max(sequence) FROM s3Object WHERE bucket = ?1 AND key = ?2)`,
        bucket,
        key,
      );
    },
  };
}
