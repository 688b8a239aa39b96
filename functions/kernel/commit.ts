import type { NewEvent } from "#events/envelope.ts";
import type { Actor } from "#functions/kernel/actor.ts";
import type { Refusal } from "#functions/kernel/errors/app-error.ts";

/**
 * One write that an adapter has prepared and a commit carries out together with others: all or none.
 * What `write` is, only the adapter and the commit behind it know (a DynamoDB transaction item; a closure in a test).
 */
export interface Change {
  readonly write: unknown;
  /** What it means when the write's condition fails, given the item that stood in its way, if any. */
  readonly refusal?: Refusal | ((found: Readonly<Record<string, unknown>> | undefined) => Refusal);
}

/** An effect, the facts it establishes, and the answer that a repeated request gets again. */
export interface Commit<Answer> {
  /** At most 99. */
  readonly changes: readonly Change[];
  readonly events: readonly NewEvent[];
  readonly answer: Answer;
  /** The answer holds personal fields: it is kept encrypted. */
  readonly personalAnswer?: boolean;
}

/**
 * Writes the changes, their events and the command record in one transaction, and gives the answer.
 * A command that was committed before changes nothing and gives its first answer.
 * @throws AppError the refusal of the change whose condition failed; `request.idempotency-key-reused` (unprocessable)
 * when the command's key was used for another input; `kernel.busy` (unavailable) when rivals kept winning.
 */
export type CommitWrites = <Answer>(actor: Actor, commit: Commit<Answer>) => Promise<Answer>;
