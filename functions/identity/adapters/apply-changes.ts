import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { ApplyChanges } from "#functions/identity/ports.ts";
import type { Change } from "#functions/kernel/commit.ts";
import type { TransactItem } from "#functions/kernel/dynamodb/change.ts";
import { type Patience, retryConflicts } from "#functions/kernel/dynamodb/retry-conflicts.ts";
import { AppError } from "#functions/kernel/errors/app-error.ts";

/** Carries out changes in one transaction that no command stands behind: they repeat what a command has committed. */
export const applyChanges =
  (client: DynamoDBDocumentClient, patience: Patience): ApplyChanges =>
  async (changes) => {
    // Adapters alone make changes, by `changeOf`, so what they carry is a transaction item.
    const TransactItems = changes.map(({ write }) => write as TransactItem);
    try {
      await retryConflicts(patience, () => client.send(new TransactWriteCommand({ TransactItems })));
    } catch (error) {
      throw error instanceof TransactionCanceledException ? refusalOf(error, changes) : error;
    }
  };

function refusalOf(error: TransactionCanceledException, changes: readonly Change[]): Error {
  const reasons = error.CancellationReasons ?? [];
  const failed = reasons.findIndex(({ Code }) => Code === "ConditionalCheckFailed");
  const refusal = changes[failed]?.refusal;
  if (refusal === undefined) return error;
  const found = reasons[failed]?.Item;
  return new AppError(typeof refusal === "function" ? refusal(found && unmarshall(found)) : refusal, {
    cause: error,
  });
}
