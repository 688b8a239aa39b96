import type { PublicKey } from "#functions/audit/domain/checkpoint.ts";
import type { AuditRecord, Entry } from "#functions/audit/domain/entry.ts";
import type { ExportJob } from "#functions/audit/domain/export-job.ts";
import type { Frontier } from "#functions/audit/domain/merkle.ts";
import type { ReadNodes } from "#functions/audit/domain/proofs.ts";
import type { Tile, TileAt } from "#functions/audit/domain/tiles.ts";
import type { Change } from "#functions/kernel/commit.ts";
import type { Page, PageRequest } from "#functions/kernel/paging.ts";

/** Which entries a list shows. */
export interface EntryFilter {
  /** Not before this instant. */
  readonly from?: string | undefined;
  /** Before this instant. */
  readonly to?: string | undefined;
  readonly operation?: string | undefined;
  /** Id of who acted. */
  readonly actor?: string | undefined;
}

export interface Entries {
  /** Keeps an entry; one that is there already stays as it is. */
  readonly append: (entry: Entry) => Promise<void>;
  readonly find: (tenantId: string, id: string) => Promise<Entry | undefined>;
  /** Those of the ids that are there, in no order, as they are now. */
  readonly findMany: (tenantId: string, ids: readonly string[]) => Promise<readonly Entry[]>;
  /** Newest first. */
  readonly list: (tenantId: string, filter: EntryFilter, request: PageRequest) => Promise<Page<Entry>>;
}

/** A checkpoint, signed, and the key that signed it. */
export interface SignedCheckpoint {
  readonly size: number;
  /** Base64. */
  readonly root: string;
  readonly time: string;
  /** Compact JWS (RFC 7515), ES256. */
  readonly signed: string;
  readonly key: PublicKey;
}

/** The end of a tenant's log. */
export interface Head {
  readonly size: number;
  readonly frontier: Frontier;
  /** The latest; behind `size` for the moment between placing and signing. */
  readonly checkpoint?: SignedCheckpoint | undefined;
  /** The hour, of UTC, before which every command is known to have its place. */
  readonly reconciledTo?: string | undefined;
}

/** Entries that get their places, and what grows by them. */
export interface Placement {
  readonly from: Head;
  readonly to: Head;
  /** In order: the first gets the place `from.size`. */
  readonly entries: readonly Entry[];
  readonly tiles: readonly Tile[];
}

export interface Log {
  readonly head: (tenantId: string) => Promise<Head>;
  readonly tiles: (tenantId: string, at: readonly TileAt[]) => Promise<readonly Tile[]>;
  /** All of it or nothing. Rejects when the head has moved, or an entry has got a place, in the meantime. */
  readonly place: (tenantId: string, placement: Placement) => Promise<void>;
  /** Keeps a checkpoint, unless a later one is kept. */
  readonly keepCheckpoint: (tenantId: string, checkpoint: SignedCheckpoint) => Promise<void>;
  readonly noteReconciled: (tenantId: string, hour: string) => Promise<void>;
  /** Ids of the entries at these places, of one leaf tile, in order. */
  readonly placed: (tenantId: string, leafTile: number) => Promise<readonly string[]>;
}

/** What a tenant committed, as the kernel keeps it for seven days. */
export interface Commands {
  /** Ids of the commands of an hour (`2026-11-20T09`, UTC). */
  readonly ofHour: (tenantId: string, hour: string) => Promise<readonly string[]>;
  /** Those of an hour that are named. */
  readonly read: (tenantId: string, hour: string, ids: readonly string[]) => Promise<readonly AuditRecord[]>;
}

/** Finds what a tenant committed and the trail lacks. */
export type Reconcile = (tenantId: string, reconciledTo: string | undefined) => Promise<Reconciled>;

export interface Reconciled {
  /** Entries without a place; they are kept now. */
  readonly lost: readonly Entry[];
  /** The hour before which nothing is lacking once they have their places. */
  readonly to: string;
}

/** Reads hashes of a tenant's tree. */
export type ReadTree = (tenantId: string) => ReadNodes;

/** Asks the sequencer to place entries; it may be asked twice. */
export type AskForPlaces = (tenantId: string, entryIds: readonly string[]) => Promise<void>;

/** The one key that checkpoints are signed with. */
export interface Signer {
  readonly key: () => Promise<PublicKey>;
  /** 64 bytes, r and s (RFC 7518 §3.4). */
  readonly sign: (input: string) => Promise<Uint8Array>;
}

/** Puts a checkpoint where nobody can take it away again. */
export type LockAway = (tenantId: string, checkpoint: SignedCheckpoint) => Promise<void>;

export interface Exports {
  readonly add: (job: ExportJob) => Change;
  readonly find: (tenantId: string, id: string) => Promise<ExportJob | undefined>;
  /** Keeps the next version of a job. Rejects when somebody else has kept one. */
  readonly save: (job: ExportJob) => Promise<void>;
  /** The same as part of a commit. */
  readonly complete: (job: ExportJob) => Change;
}

/** Asks the jobs function to go on with an export. */
export type AskToExport = (tenantId: string, exportId: string) => Promise<void>;

/** Writes a file part by part. */
export interface PartedFile {
  readonly begin: (key: string) => Promise<string>;
  readonly write: (key: string, upload: string, number: number, bytes: Buffer) => Promise<string>;
  /** Done already counts as done. */
  readonly finish: (key: string, upload: string, tags: readonly string[]) => Promise<void>;
}

/** Lets its holder fetch a file, for a quarter of an hour. */
export type DownloadUrl = (key: string, filename: string) => Promise<string>;
