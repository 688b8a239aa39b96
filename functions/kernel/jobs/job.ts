import * as z from "zod";
import { mapping } from "#functions/kernel/csv/mapping.ts";

export const jobStatus = z.enum(["awaiting-upload", "queued", "running", "succeeded", "failed", "cancelled"]);

/** `dry-run` checks everything and writes nothing but what it found; `apply` writes what passes. */
export const importMode = z.enum(["dry-run", "apply"]);

/**
 * What faulty rows mean for the good ones.
 * `keep-good`: good rows are applied, each whole or not at all, bad ones are listed.
 * `all-or-nothing`: nothing is applied unless every row passes the checks; when a conflict with other people's work
 * arises only while applying, or the job is cancelled, what it applied is undone, save what somebody has changed since
 * (which is listed).
 */
export const onError = z.enum(["keep-good", "all-or-nothing"]);

/** A file of a job. Length and tag are known from the moment the job starts; a file that changes later fails the job. */
const jobFile = z.object({
  name: z.string(),
  key: z.string(),
  bytes: z.int().optional(),
  etag: z.string().optional(),
});

/** A place between two items of the files. */
const position = z.object({
  /** Where the next row of each file begins, in bytes, by the file's name. */
  offsets: z.record(z.string(), z.int()),
  /** Number of the row before it in each file, as a spreadsheet counts: the header is row 1. */
  lines: z.record(z.string(), z.int()),
  /** Rows of data passed; blank ones do not count. */
  rows: z.int(),
  /** Items of the next row that are done already. */
  itemsDone: z.int(),
});

export type Position = Readonly<z.infer<typeof position>>;

/** Where the work stands: `survey`, the rows being counted, or a pass of the plan by its place. */
const checkpoint = z.object({ pass: z.union([z.literal("survey"), z.int()]), at: position.optional() });

const failure = z.object({ code: z.string(), message: z.string() });

/** Outcomes so far, by item (a row of people; a punch of a wide row). */
const counts = z.object({
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  failed: z.int(),
  /** Faults listed, of all that were found; the list ends at its bound, `failed` counts on. */
  errorsListed: z.int(),
});

/** One import, from the wish to the last row. The item that is kept of it, too. */
export const importJob = z.object({
  id: z.string(),
  tenantId: z.templateLiteral(["tnt_", z.string()]),
  /** `people.import`. */
  kind: z.string(),
  status: jobStatus,
  mode: importMode,
  onError,
  mapping: mapping.optional(),
  /** What the context's form of import lets its caller choose beside. */
  options: z.record(z.string(), z.unknown()),
  files: z.array(jobFile),
  /** Rows in the (longest) file without its header; known once the file has been surveyed. */
  total: z.int().optional(),
  /** Rows passed by the pass that decides: the first that applies, or the last check of a dry run. Never goes back. */
  processed: z.int(),
  counts,
  checkpoint,
  /** Transactions made so far; names the next one. */
  step: z.int(),
  /** Messages that this job sent itself. */
  hops: z.int(),
  /** Times it was taken up since it last got on. */
  attempts: z.int(),
  lease: z.object({ holder: z.string(), until: z.iso.datetime() }).optional(),
  cancelRequested: z.literal(true).optional(),
  /** What it will be once all that it applied is undone. */
  unwinding: z.object({ status: z.enum(["failed", "cancelled"]), failure: failure.optional() }).optional(),
  failure: failure.optional(),
  /** Every change of the job but a request to cancel increments it. */
  version: z.int(),
  createdAt: z.iso.datetime(),
  changedAt: z.iso.datetime(),
  startedBy: z.object({ kind: z.enum(["user", "key", "system"]), id: z.string() }),
  requestId: z.string(),
  /** Epoch seconds; a job and its lists are kept 30 days. */
  expiresAt: z.int(),
});

export type ImportJob = Readonly<z.infer<typeof importJob>>;

/** What is wrong in one row. */
export const rowError = z.object({
  /** As a spreadsheet numbers it: the header is row 1. */
  row: z.int(),
  /** The column's heading, or the field's name where a column has none; empty for the row as a whole. */
  column: z.string(),
  code: z.string(),
  message: z.string().max(300),
  /** What stood there, at most 100 characters. */
  value: z.string().max(100).optional(),
});

export type RowError = Readonly<z.infer<typeof rowError>>;
