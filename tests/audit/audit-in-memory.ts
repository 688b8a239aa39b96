import { createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { treeReader } from "#functions/audit/adapters/tree-reader.ts";
import { thumbprint } from "#functions/audit/domain/checkpoint.ts";
import type { Entry } from "#functions/audit/domain/entry.ts";
import type { ExportJob } from "#functions/audit/domain/export-job.ts";
import { type Tile, type TileAt, tileWidth } from "#functions/audit/domain/tiles.ts";
import type {
  Entries,
  Exports,
  Head,
  Log,
  PartedFile,
  Reconcile,
  SignedCheckpoint,
  Signer,
} from "#functions/audit/ports.ts";
import { memoryChange } from "#tests/support/memory-commit.ts";

const nameOf = ({ level, index }: TileAt) => `${level}/${index}`;
const newest = (a: Entry, b: Entry) => (`${a.time}#${a.id}` < `${b.time}#${b.id}` ? 1 : -1);

/** Keeps the ports' promises for one tenant, without a table. */
export const auditInMemory = () => {
  const kept = new Map<string, Entry>();
  const tiles = new Map<string, Tile>();
  const places: string[] = [];
  let head: Head = { size: 0, frontier: [] };

  const entries: Entries = {
    append: async (entry) => void (kept.has(entry.id) || kept.set(entry.id, entry)),
    find: async (_tenantId, id) => kept.get(id),
    findMany: async (_tenantId, ids) => [...new Set(ids)].flatMap((id) => kept.get(id) ?? []),
    list: async (_tenantId, { from = "0", to = "9", operation, actor }, { limit }) => ({
      items: [...kept.values()]
        .filter(({ time }) => time >= from && time < to)
        .filter((entry) => (operation ?? entry.operation) === entry.operation)
        .filter((entry) => (actor ?? entry.actorId) === entry.actorId)
        .sort(newest)
        .slice(0, limit),
      nextCursor: null,
    }),
  };
  const log: Log = {
    head: async () => head,
    tiles: async (_tenantId, at) => at.flatMap((one) => tiles.get(nameOf(one)) ?? []),
    place: async (_tenantId, placement) => {
      if (placement.from.size !== head.size) throw new Error("The head has moved");
      for (const [at, { id }] of placement.entries.entries()) {
        const entry = kept.get(id);
        if (!entry || entry.index !== undefined) throw new Error("The entry has a place");
        kept.set(id, { ...entry, index: head.size + at });
        places.push(id);
      }
      for (const tile of placement.tiles) tiles.set(nameOf(tile), tile);
      head = { ...placement.to, checkpoint: head.checkpoint };
    },
    keepCheckpoint: async (_tenantId, checkpoint) => {
      if (checkpoint.size > (head.checkpoint?.size ?? 0)) head = { ...head, checkpoint };
    },
    noteReconciled: async (_tenantId, reconciledTo) => {
      head = { ...head, reconciledTo };
    },
    placed: async (_tenantId, tile) => places.slice(tile * tileWidth, (tile + 1) * tileWidth),
  };
  const reconcile: Reconcile = async (_tenantId, reconciledTo = "2026-11-20T11") => ({
    lost: [],
    to: reconciledTo,
  });
  return { entries, log, tree: treeReader(log), kept, head: () => head, reconcile };
};

/** Signs as KMS would, with a key of its own. */
export const signerInMemory = (): Signer => {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = createPublicKey(privateKey).export({ format: "jwk" });
  const key = { kty: "EC", crv: "P-256", x, y } as const;
  return {
    key: async () => ({ ...key, kid: thumbprint(key) }),
    sign: async (input) => sign("sha256", Buffer.from(input), { key: privateKey, dsaEncoding: "ieee-p1363" }),
  };
};

/** Remembers what was locked away. */
export const vault = () => {
  const locked: SignedCheckpoint[] = [];
  return {
    locked,
    lockAway: async (_tenantId: string, checkpoint: SignedCheckpoint) => void locked.push(checkpoint),
  };
};

export const exportsInMemory = () => {
  const jobs = new Map<string, ExportJob>();
  const isStale = (job: ExportJob) => jobs.get(job.id)?.version !== job.version - 1;
  const exports: Exports = {
    add: (job) => memoryChange(() => void jobs.set(job.id, job)),
    find: async (_tenantId, id) => jobs.get(id),
    save: async (job) => {
      if (isStale(job)) throw new Error("Somebody else has kept this version");
      jobs.set(job.id, job);
    },
    complete: (job) => memoryChange(() => void jobs.set(job.id, job)),
  };
  return { exports, jobs };
};

export const fileInMemory = () => {
  const parts: Buffer[] = [];
  const file: PartedFile = {
    begin: async () => "upload-1",
    write: async (_key, _upload, number, bytes) => {
      parts[number - 1] = bytes;
      return `tag-${number}`;
    },
    finish: async (_key, _upload, tags) => {
      if (tags.length !== parts.length) throw new Error("Not all parts were named");
    },
  };
  return { file, parts, text: () => Buffer.concat(parts).toString("utf8") };
};
