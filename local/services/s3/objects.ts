import { rm } from "node:fs/promises";
import { join } from "node:path";
import { AwsError } from "#local/services/aws-error.ts";
import type { Bucket } from "#local/services/s3/bucket.ts";
import {
  type ObjectTable,
  type ObjectVersion,
  objectTable,
  type Retention,
} from "#local/services/s3/object-table.ts";
import type { Store } from "#local/store.ts";

interface ObjectsOptions {
  readonly store: Store;
  /** Folder of the objects' bytes. */
  readonly folder: string;
  readonly now: () => number;
  readonly newId: () => string;
}

/** What an object is made of, once its bytes stand in a file. */
export interface NewObject {
  readonly key: string;
  readonly file: string;
  readonly size: number;
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly retention?: Retention | undefined;
  readonly legalHold?: boolean;
}

/** `If-Match` and `If-None-Match` of a write. */
export interface WriteCondition {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

export interface Objects {
  /** A file for bytes to come. */
  readonly newFile: () => string;
  readonly pathOf: (file: string) => string;
  readonly put: (bucket: Bucket, object: NewObject, condition: WriteCondition) => Promise<ObjectVersion>;
  /** The latest version, or the one named; `undefined` when there is none or it is a delete marker. */
  readonly find: (bucket: Bucket, key: string, version?: string) => ObjectVersion | undefined;
  /** Deletes a version, or puts a delete marker where versions are kept. */
  readonly remove: (bucket: Bucket, key: string, options: RemoveOptions) => Promise<Removed>;
  readonly retain: (object: ObjectVersion, retention: Retention, bypass: boolean) => void;
  readonly table: ObjectTable;
}

interface RemoveOptions {
  readonly version?: string | undefined;
  /** Whether the caller may pass over a GOVERNANCE retention. */
  readonly bypass: boolean;
}

interface Removed {
  readonly version?: string | undefined;
  readonly marker?: boolean;
}

/** The objects of all buckets: rows in the store, bytes in files. */
export function openObjects(options: ObjectsOptions): Objects {
  const { folder, newId } = options;
  const context = { ...options, table: objectTable(options.store) };
  const find: Objects["find"] = ({ name }, key, version) => {
    const object = version ? context.table.version(name, key, version) : context.table.latest(name, key);
    return object?.marker ? undefined : object;
  };
  return {
    newFile: newId,
    pathOf: (file) => join(folder, file),
    find,
    put: (bucket, object, condition) => put(context, bucket, object, condition),
    remove: (bucket, key, how) => remove(context, bucket, key, how),
    retain: (object, retention, bypass) => {
      const { retention: present } = object;
      const weaker = present && (retention.until < present.until || retention.mode !== present.mode);
      if (weaker) checkUnlocked({ ...object, legalHold: false }, options.now(), bypass);
      context.table.replace({ ...object, retention });
    },
    table: context.table,
  };
}

interface Context extends ObjectsOptions {
  readonly table: ObjectTable;
}

async function put(context: Context, bucket: Bucket, object: NewObject, condition: WriteCondition) {
  const { store, table, now, newId } = context;
  const version = bucket.versioned ? newId().replaceAll("-", "") : "null";
  const made: ObjectVersion = {
    retention: defaultRetention(bucket, now()),
    legalHold: false,
    ...object,
    bucket: bucket.name,
    version,
    marker: false,
    modifiedAt: now(),
  };
  const replaced = store.transaction(() => {
    checkCondition(table.latest(bucket.name, object.key), condition);
    const old = table.version(bucket.name, object.key, version);
    if (old) table.remove(old);
    table.insert(made);
    return old;
  });
  if (replaced) await discard(context, replaced);
  return made;
}

function defaultRetention({ defaultRetention: rule }: Bucket, now: number): Retention | undefined {
  return rule && { mode: rule.mode, until: now + rule.days * 86_400_000 };
}

/** Refuses a write whose condition does not hold (RFC 9110 §13.1). */
export function checkCondition(
  current: ObjectVersion | undefined,
  { ifMatch, ifNoneMatch }: WriteCondition,
): void {
  const present = current && !current.marker ? current : undefined;
  const failed = () =>
    new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);
  if (ifNoneMatch === "*" && present) throw failed();
  if (ifMatch === undefined) return;
  if (!present) throw new AwsError("NoSuchKey", "The specified key does not exist.", 404);
  if (ifMatch.replaceAll('"', "") !== present.etag) throw failed();
}

async function remove(
  context: Context,
  bucket: Bucket,
  key: string,
  { version, bypass }: RemoveOptions,
): Promise<Removed> {
  const { store, table, now, newId } = context;
  if (version === undefined && bucket.versioned) {
    const marker = newId().replaceAll("-", "");
    const empty = { file: "", size: 0, etag: "", headers: {}, retention: undefined, legalHold: false };
    store.transaction(() =>
      table.insert({ ...empty, bucket: bucket.name, key, version: marker, marker: true, modifiedAt: now() }),
    );
    return { version: marker, marker: true };
  }
  const object = table.version(bucket.name, key, version ?? "null");
  if (!object) return { version };
  checkUnlocked(object, now(), bypass);
  store.transaction(() => table.remove(object));
  await discard(context, object);
  return { version, marker: object.marker };
}

function checkUnlocked({ retention, legalHold }: ObjectVersion, now: number, bypass: boolean): void {
  const kept = retention && retention.until > now && !(bypass && retention.mode === "GOVERNANCE");
  if (kept || legalHold)
    throw new AwsError("AccessDenied", "Access Denied because object protected by object lock.", 403);
}

async function discard({ folder }: Context, { file }: ObjectVersion): Promise<void> {
  if (file) await rm(join(folder, file), { force: true });
}
