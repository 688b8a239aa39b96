import { AppError } from "#functions/kernel/errors/app-error.ts";
import type { Files } from "#functions/kernel/files/files.ts";
import { type ImportJob, importJob, type RowError } from "#functions/kernel/jobs/job.ts";
import type { JobStore, UndoNote } from "#functions/kernel/jobs/job-store.ts";
import { memoryChange } from "#tests/support/memory-commit.ts";

const overtaken = { kind: "conflict", code: "jobs.overtaken", message: "moved" } as const;
const notRunning = { kind: "conflict", code: "jobs.not-running", message: "over" } as const;

/** Keeps the job store's promises without a table. */
export const memoryJobs = () => {
  const jobs = new Map<string, ImportJob>();
  const errors = new Map<string, Map<number, readonly RowError[]>>();
  const undos = new Map<string, UndoNote[]>();
  /** Every version that was ever kept, in order. */
  const history: ImportJob[] = [];
  const keyOf = ({ tenantId, id }: Pick<ImportJob, "tenantId" | "id">) => `${tenantId}/${id}`;
  const keep = (job: ImportJob) => {
    const kept = importJob.parse(structuredClone(job));
    jobs.set(keyOf(job), kept);
    history.push(kept);
  };
  const blocked = (before: ImportJob) => {
    const now = jobs.get(keyOf(before));
    return now?.version !== before.version || (now.cancelRequested === true && !before.cancelRequested);
  };
  const store: JobStore = {
    find: async (tenantId, id) => structuredClone(jobs.get(`${tenantId}/${id}`)),
    add: (job) =>
      memoryChange(
        () => keep(job),
        overtaken,
        () => jobs.has(keyOf(job)),
      ),
    change: (before, after) =>
      memoryChange(
        () => keep(after),
        overtaken,
        () => blocked(before),
      ),
    save: async (before, after) => {
      if (blocked(before)) return false;
      keep(after);
      return true;
    },
    requestCancel: (job) =>
      memoryChange(
        () => keep({ ...(jobs.get(keyOf(job)) ?? job), cancelRequested: true }),
        notRunning,
        () => !["queued", "running"].includes(jobs.get(keyOf(job))?.status ?? ""),
      ),
    addErrors: (job, step, found) =>
      memoryChange(() => {
        errors.set(keyOf(job), (errors.get(keyOf(job)) ?? new Map()).set(step, found));
      }),
    errors: async (job, limit, from) => {
      const pages = [...(errors.get(keyOf(job)) ?? new Map())].toSorted(([a], [b]) => a - b);
      const all = pages.flatMap(([step, found]) =>
        found.map((error: RowError, place: number) => ({ error, step, place })),
      );
      const rest = all.filter(
        ({ step, place }) => step > from.step || (step === from.step && place >= from.place),
      );
      const next = rest[limit];
      return {
        items: rest.slice(0, limit).map(({ error }) => error),
        ...(next && { next: { step: next.step, place: next.place } }),
      };
    },
    addUndo: (job, note) =>
      memoryChange(() => {
        undos.set(keyOf(job), [...(undos.get(keyOf(job)) ?? []), structuredClone(note)]);
      }),
    dropUndo: (job, step) =>
      memoryChange(() => {
        undos.set(
          keyOf(job),
          (undos.get(keyOf(job)) ?? []).filter((note) => note.step !== step),
        );
      }),
    lastUndo: async (job) => undos.get(keyOf(job))?.at(-1),
  };
  return { store, jobs, history };
};

/** Files that lie in memory; `etag` is the content's length. */
export const memoryFiles = (content: Readonly<Record<string, Buffer | string>>) => {
  const bytesOf = (key: string) => {
    const name =
      key
        .split("/")
        .at(-1)
        ?.replace(/\.csv$/, "") ?? "";
    const found = content[name];
    return found === undefined ? undefined : Buffer.from(found);
  };
  const files: Files = {
    uploadOf: async (key) => ({ url: `https://files.test/${key}`, headers: { "content-type": "text/csv" } }),
    downloadOf: async (key) => ({ url: `https://files.test/${key}`, headers: {} }),
    find: async (key) => {
      const bytes = bytesOf(key);
      return bytes && { bytes: bytes.length, etag: String(bytes.length) };
    },
    read: async (key, etag, offset) => {
      const bytes = bytesOf(key);
      if (!bytes || String(bytes.length) !== etag)
        throw new AppError({ kind: "conflict", code: "jobs.file-changed", message: "changed" });
      return (async function* () {
        for (let at = offset; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
      })();
    },
  };
  return files;
};
