import type { NewEvent } from "#events/envelope.ts";
import type { Actor } from "#functions/kernel/actor.ts";
import type { Change } from "#functions/kernel/commit.ts";
import type { ImportJob, RowError } from "#functions/kernel/jobs/job.ts";

/** Row n of each of the job's files, as text; a file that has ended gives no cells. */
export interface ImportRow {
  /** As a spreadsheet numbers it: the header is row 1, the first row of data 2. */
  readonly number: number;
  /** By the file's name. */
  readonly cells: Readonly<Record<string, readonly string[]>>;
}

/** The heading of each file, by the file's name. */
export type Headers = Readonly<Record<string, readonly string[]>>;

/** One thing to import, and the row it stands in. */
export interface Placed<Item> {
  readonly row: number;
  readonly item: Item;
}

/** What the runner offers to a step. */
export interface Chunk<Item> {
  readonly job: ImportJob;
  readonly items: readonly Placed<Item>[];
  /** How many changes the step may return. */
  readonly room: number;
  /** The step's own number, from 1: the `sequence` of its events. */
  readonly sequence: number;
}

/** What a step makes of its items; committed in one transaction with the job's progress, or not at all. */
export interface StepResult {
  /** How many of the offered items, from the first, this covers; at least one. The rest is offered again. */
  readonly taken: number;
  readonly changes: readonly Change[];
  readonly events: readonly NewEvent[];
  /** In a check of a dry run: what an import would do. In a check before applying they do not count. */
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Items refused, each for at least one of `errors`; an item that an earlier pass refused does not count again. */
  readonly failed: number;
  /** At most 500 of a step are listed. */
  readonly errors: readonly RowError[];
  /** What `undo` needs to take this step back; kept only for all-or-nothing. JSON, at most 200 KB. */
  readonly undo?: unknown;
}

/** One reading of the files from the first row to the last. */
export interface Pass<Item> {
  /** `check` makes commands named `people.import.check`. */
  readonly name: string;
  /** `check` passes come first and write only their own notes; `apply` passes run only in mode `apply`. */
  readonly kind: "check" | "apply";
  /** At most so many items are offered at a time. */
  readonly chunk: number;
  /** Reads what it needs in batches and prepares the changes. Must not write. May be called again for the same items. */
  readonly step: (actor: Actor, chunk: Chunk<Item>) => Promise<StepResult>;
}

/** How one job is carried out. */
export interface Plan<Item> {
  /** What a row holds: one item, many (a wide row), or none. The same row always gives the same items. */
  readonly items: (row: ImportRow) => readonly Item[];
  readonly passes: readonly Pass<Item>[];
}

/** What a context supplies to have its imports carried out. */
export interface ImportWork<Item> {
  /** `people.import`. */
  readonly kind: `${string}.import`;
  /**
   * Reads the headings and the job's mapping and options.
   * @throws AppError when they do not fit: the job fails with its code before any row is looked at.
   */
  readonly plan: (actor: Actor, job: ImportJob, headers: Headers) => Promise<Plan<Item>>;
  /**
   * Takes one step back, given what it left in `undo`. Leaves alone what others have changed since, and lists it.
   * At most 96 changes. The file is not read again for it.
   */
  readonly undo: (
    actor: Actor,
    job: ImportJob,
    undo: unknown,
  ) => Promise<Pick<StepResult, "changes" | "events" | "errors">>;
}
