import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import * as z from "zod";
import { AwsError } from "#local/services/aws-error.ts";
import type { NewObject, Objects } from "#local/services/s3/objects.ts";
import type { Store } from "#local/store.ts";

const schema = [
  `CREATE TABLE IF NOT EXISTS s3Upload (id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL,
    object TEXT NOT NULL) STRICT`,
  `CREATE TABLE IF NOT EXISTS s3Part (upload TEXT NOT NULL, number INTEGER NOT NULL, file TEXT NOT NULL,
    size INTEGER NOT NULL, etag TEXT NOT NULL, PRIMARY KEY (upload, number)) STRICT`,
];

const partRow = z.object({ number: z.number(), file: z.string(), size: z.number(), etag: z.string() });
const fileRow = z.object({ file: z.string() });
const objectRow = z.object({ object: z.string() });
export type Part = z.infer<typeof partRow>;

/** What stands fixed when an upload begins. */
type UploadedObject = Pick<NewObject, "headers" | "retention" | "legalHold">;

export type Uploads = ReturnType<typeof openUploads>;

// All parts but the last: 5 MiB at least.
const smallestPart = 5 * 2 ** 20;

/** Multipart uploads under way. */
export function openUploads(store: Store, objects: Objects, newId: () => string) {
  for (const statement of schema) store.run(statement);
  const parts = (upload: string): Part[] =>
    store.rows(
      partRow,
      "SELECT number, file, size, etag FROM s3Part WHERE upload = ? ORDER BY number",
      upload,
    );
  const discard = (old: readonly Part[]) =>
    Promise.all(old.map(({ file }) => rm(objects.pathOf(file), { force: true })));
  return {
    ...beginnings(store, newId),
    parts,
    addPart: async (upload: string, part: Part): Promise<void> => {
      const old = parts(upload).filter(({ number }) => number === part.number);
      const sql = "INSERT OR REPLACE INTO s3Part VALUES (?, ?, ?, ?, ?)";
      store.run(sql, upload, part.number, part.file, part.size, part.etag);
      await discard(old);
    },
    /** Joins the named parts in a new file. */
    join: (upload: string, wanted: readonly Pick<Part, "number" | "etag">[]) =>
      joined(objects, chosenOf(parts(upload), wanted)),
    end: async (upload: string): Promise<void> => {
      const old = parts(upload);
      store.transaction(() => {
        store.run("DELETE FROM s3Upload WHERE id = ?", upload);
        store.run("DELETE FROM s3Part WHERE upload = ?", upload);
      });
      await discard(old);
    },
    files: () => store.rows(fileRow, "SELECT file FROM s3Part").map(({ file }) => file),
  };
}

const beginnings = (store: Store, newId: () => string) => ({
  begin: (bucket: string, key: string, object: UploadedObject): string => {
    const id = newId();
    store.run("INSERT INTO s3Upload VALUES (?, ?, ?, ?)", id, bucket, key, JSON.stringify(object));
    return id;
  },
  /** Refuses with `NoSuchUpload`. */
  find: (id: string, bucket: string, key: string): UploadedObject => {
    const sql = "SELECT object FROM s3Upload WHERE id = ? AND bucket = ? AND key = ?";
    const [row] = store.rows(objectRow, sql, id, bucket, key);
    if (!row) throw new AwsError("NoSuchUpload", "The specified multipart upload does not exist.", 404);
    return JSON.parse(row.object);
  },
});

async function joined(
  objects: Objects,
  parts: readonly Part[],
): Promise<Pick<NewObject, "file" | "size" | "etag">> {
  const file = objects.newFile();
  const md5 = createHash("md5");
  for (const part of parts) {
    const target = createWriteStream(objects.pathOf(file), { flags: "a" });
    await pipeline(createReadStream(objects.pathOf(part.file)), target);
    md5.update(Buffer.from(part.etag, "hex"));
  }
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  // Not the MD5 of the whole, but of the parts' MD5s, as S3 has it.
  return { file, size, etag: `${md5.digest("hex")}-${parts.length}` };
}

function chosenOf(parts: readonly Part[], wanted: readonly Pick<Part, "number" | "etag">[]): Part[] {
  if (wanted.length === 0) throw new AwsError("MalformedXML", "You must specify at least one part");
  if (wanted.some(({ number }, at) => at > 0 && number <= (wanted[at - 1]?.number ?? 0)))
    throw new AwsError("InvalidPartOrder", "The list of parts was not in ascending order.");
  const chosen = wanted.map(({ number, etag }) => {
    const part = parts.find((each) => each.number === number);
    if (part?.etag !== etag)
      throw new AwsError("InvalidPart", "One or more of the specified parts could not be found.");
    return part;
  });
  if (chosen.slice(0, -1).some(({ size }) => size < smallestPart))
    throw new AwsError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
  return chosen;
}
