import { type CancellationReason, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Actor } from "#functions/kernel/actor.ts";
import type { Change, Commit, CommitWrites } from "#functions/kernel/commit.ts";
import type { Sealer } from "#functions/kernel/crypto/sealer.ts";
import type { TransactItem } from "#functions/kernel/dynamodb/change.ts";
import {
  commandRecord,
  firstAnswer,
  keepAnswer,
  recordCommand,
} from "#functions/kernel/dynamodb/command-record.ts";
import { type Patience, retryConflicts } from "#functions/kernel/dynamodb/retry-conflicts.ts";
import { AppError, refuse } from "#functions/kernel/errors/app-error.ts";
import { envelopes } from "#functions/kernel/events/envelopes.ts";
import type { NewId } from "#functions/kernel/ids.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

export interface CommitDeps extends Patience {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly newId: NewId;
}

const mostChanges = 99;

/** Commits to a table. See `CommitWrites` for what is promised; a resent command costs the same one round trip. */
export const commitWrites =
  (deps: CommitDeps): CommitWrites =>
  async <Answer>(actor: Actor, commit: Commit<Answer>): Promise<Answer> => {
    if (commit.changes.length > mostChanges)
      throw new Error(`A commit carries at most ${mostChanges} changes`);
    const TransactItems = [await recordOf(deps, actor, commit), ...commit.changes.map(itemOf)];
    try {
      await retryConflicts(deps, () => deps.client.send(new TransactWriteCommand({ TransactItems })));
      return commit.answer;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      // What the first try answered was of this very type: the hash covers the operation.
      return (await answerOf(deps, actor, commit.changes, error)) as Answer;
    }
  };

// Adapters alone make changes, by `changeOf`, so what they carry is a transaction item.
const itemOf = ({ write }: Change) => write as TransactItem;

async function recordOf(deps: CommitDeps, actor: Actor, commit: Commit<unknown>): Promise<TransactItem> {
  const now = deps.clock();
  return recordCommand(deps.table, actor, {
    id: deps.newId("cmd"),
    now,
    outcome: "committed",
    events: await envelopes(deps, actor, now, commit.events),
    answer: await keepAnswer(deps.sealer, actor.tenantId, commit.answer, commit.personalAnswer === true),
  });
}

async function answerOf(
  { sealer }: CommitDeps,
  actor: Actor,
  changes: readonly Change[],
  error: TransactionCanceledException,
): Promise<unknown> {
  const [own, ...others] = error.CancellationReasons ?? [];
  if (own?.Item) return firstAnswer(sealer, actor.command, commandRecord.parse(unmarshall(own.Item)));
  const failed = others.findIndex(({ Code }) => Code === "ConditionalCheckFailed");
  const change = changes[failed];
  if (change) throw refusalOf(change, others[failed], error);
  const codes = [own, ...others].map((reason) => reason?.Code).join(", ");
  if (codes.includes("Conflict") || codes.includes("Thr"))
    refuse("unavailable", "kernel.busy", "Too many changes at the same time; try again", {
      retryAfterSeconds: 1,
      cause: error,
    });
  throw new Error(`The transaction was cancelled: ${codes}`, { cause: error });
}

function refusalOf({ refusal }: Change, reason: CancellationReason | undefined, cause: Error): Error {
  if (refusal === undefined) return new Error("A condition failed that no refusal stands for", { cause });
  const found = reason?.Item && unmarshall(reason.Item);
  return new AppError(typeof refusal === "function" ? refusal(found) : refusal, { cause });
}
