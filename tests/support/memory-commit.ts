import type { NewEvent } from "#events/envelope.ts";
import type { Actor } from "#functions/kernel/actor.ts";
import type { Change, CommitWrites } from "#functions/kernel/commit.ts";
import { AppError, refuse } from "#functions/kernel/errors/app-error.ts";

interface Prepared {
  /** The item in the way, when the change's condition fails; checked for all changes before any is applied. */
  readonly inTheWay: () => Record<string, unknown> | boolean | undefined;
  readonly apply: () => void;
}

/** A prepared write of an in-memory double: `inTheWay` answers like a failed condition (`true`: failed, nothing there). */
export const memoryChange = (
  apply: () => void,
  refusal?: Change["refusal"],
  inTheWay: Prepared["inTheWay"] = () => undefined,
): Change => ({ write: { apply, inTheWay } satisfies Prepared, ...(refusal && { refusal }) });

/** Keeps the promises of `CommitWrites` without a table: all or none, and a repeated command gets its first answer. */
export const memoryCommit = () => {
  const events: NewEvent[] = [];
  const answers = new Map<string, { readonly hash: string; readonly answer: unknown }>();
  const keyOf = ({ tenantId, subject, command }: Actor) => `${tenantId}/${subject.id}/${command.key}`;

  const commit: CommitWrites = async (actor, { changes, events: told, answer }) => {
    const first = answers.get(keyOf(actor));
    if (first) return firstAnswer(first, actor.command.hash) as typeof answer;
    for (const change of changes) refuseWhatStandsInTheWay(change);
    for (const event of told) checkContract(event);
    for (const { write } of changes) (write as Prepared).apply();
    events.push(...told);
    answers.set(keyOf(actor), { hash: actor.command.hash, answer });
    return answer;
  };
  return { commit, events, answers };
};

function firstAnswer(first: { readonly hash: string; readonly answer: unknown }, hash: string): unknown {
  if (first.hash === hash) return first.answer;
  return refuse("unprocessable", "request.idempotency-key-reused", "used before");
}

function refuseWhatStandsInTheWay({ write, refusal }: Change): void {
  const found = (write as Prepared).inTheWay();
  if (!found) return;
  if (!refusal) throw new Error("A condition failed that no refusal stands for");
  throw new AppError(typeof refusal === "function" ? refusal(found === true ? undefined : found) : refusal);
}

function checkContract({ contract, data, personal }: NewEvent): void {
  contract.data.parse(data);
  if (personal) contract.personal?.parse(personal.fields);
}
