import type { NewId } from "#functions/kernel/ids.ts";
import type { StepResult } from "#functions/kernel/jobs/import-work.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";
import type { Departments, Employees, ImportNotes, Structure } from "#functions/people/ports.ts";

/** What importing people stands on. */
export interface ImportDeps {
  readonly employees: Employees;
  readonly departments: Departments;
  readonly structure: Structure;
  readonly notes: ImportNotes;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** A step that has done nothing yet. */
export const nothing = {
  changes: [],
  events: [],
  created: 0,
  updated: 0,
  unchanged: 0,
  failed: 0,
  errors: [],
} as const satisfies Omit<StepResult, "taken">;
