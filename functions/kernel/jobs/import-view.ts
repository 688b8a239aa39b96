import * as z from "zod";
import { idPattern } from "#functions/kernel/ids.ts";
import { type ImportJob, importMode, jobStatus, onError } from "#functions/kernel/jobs/job.ts";

export const importId = z.string().regex(idPattern("imp"));

/** An import as those who asked for it see it. */
export const importView = z.object({
  id: z.string(),
  status: jobStatus,
  /** What it is doing just now. */
  phase: z.enum(["waiting", "reading", "checking", "applying", "undoing", "over"]),
  mode: importMode,
  onError,
  /** Rows decided. Never goes back. */
  processed: z.int(),
  /** Rows of data in the file; `null` until it has been read through once. */
  total: z.int().nullable(),
  created: z.int(),
  updated: z.int(),
  /** What was there already, just so. */
  unchanged: z.int(),
  failed: z.int(),
  /** Why it failed as a whole. */
  failure: z.object({ code: z.string(), message: z.string() }).optional(),
  createdAt: z.iso.datetime(),
  changedAt: z.iso.datetime(),
});

export type ImportView = z.infer<typeof importView>;

export const signedUpload = z.object({
  name: z.string(),
  /** Takes one PUT within a quarter of an hour. */
  url: z.string(),
  /** To be sent with it, exactly. */
  headers: z.record(z.string(), z.string()),
});

export const viewOf = (job: ImportJob): ImportView => ({
  id: job.id,
  status: job.status,
  phase: phaseOf(job),
  mode: job.mode,
  onError: job.onError,
  processed: job.processed,
  total: job.total ?? null,
  created: job.counts.created,
  updated: job.counts.updated,
  unchanged: job.counts.unchanged,
  failed: job.counts.failed,
  ...(job.failure && { failure: job.failure }),
  createdAt: job.createdAt,
  changedAt: job.changedAt,
});

function phaseOf({ status, unwinding, total, processed, mode }: ImportJob): ImportView["phase"] {
  if (status === "awaiting-upload" || status === "queued") return "waiting";
  if (status !== "running") return "over";
  if (unwinding) return "undoing";
  if (total === undefined) return "reading";
  return mode === "apply" && processed > 0 ? "applying" : "checking";
}

/** What an example of an import looks like in the API reference. */
export const exampleView: ImportView = {
  id: "imp_01k9zy3v8hf6qtb2m4c5d7e8fg",
  status: "succeeded",
  phase: "over",
  mode: "apply",
  onError: "keep-good",
  processed: 120,
  total: 120,
  created: 110,
  updated: 4,
  unchanged: 4,
  failed: 2,
  createdAt: "2026-11-20T09:00:00.000Z",
  changedAt: "2026-11-20T09:00:07.000Z",
};

/** The same before any of its rows has been read. */
export const exampleBeginning: ImportView = {
  ...exampleView,
  status: "queued",
  phase: "waiting",
  processed: 0,
  total: null,
  created: 0,
  updated: 0,
  unchanged: 0,
  failed: 0,
  changedAt: exampleView.createdAt,
};
