import { AwsError } from "#local/services/aws-error.ts";

/** Items that calls under way are about to write. Keys tell items apart over all tables. */
export interface Conflicts {
  /** Takes items for a call; the answer gives them back. @throws AwsError when a rival that came first has not ended */
  readonly enter: (operation: string, keys: readonly string[]) => () => void;
}

const ongoing = "Transaction is ongoing for the item";
const free = () => {};

/**
 * DynamoDB's rules of isolation: a transaction is cancelled by a rival transaction under way on one of
 * its items, and so is a single write; a reading transaction by any write under way.
 */
export function openConflicts(): Conflicts {
  const transactions = new Map<string, number>();
  const writes = new Map<string, number>();
  const take = (from: Map<string, number>, keys: readonly string[]) => {
    for (const key of keys) from.set(key, (from.get(key) ?? 0) + 1);
    return () => {
      for (const key of keys) {
        const left = (from.get(key) ?? 1) - 1;
        if (left > 0) from.set(key, left);
        else from.delete(key);
      }
    };
  };
  return {
    enter: (operation, keys) => {
      const inTransaction = (key: string) => transactions.has(key);
      switch (operation) {
        case "TransactWriteItems":
          refuseTransaction(keys.map(inTransaction));
          return take(transactions, keys);
        case "TransactGetItems":
          refuseTransaction(keys.map((key) => inTransaction(key) || writes.has(key)));
          return free;
        case "PutItem":
        case "UpdateItem":
        case "DeleteItem":
          if (keys.some(inTransaction)) throw new AwsError("TransactionConflictException", ongoing);
          return take(writes, keys);
        case "BatchWriteItem":
          return take(writes, keys);
        default:
          return free;
      }
    },
  };
}

function refuseTransaction(conflicts: readonly boolean[]): void {
  if (!conflicts.includes(true)) return;
  const codes = conflicts.map((conflict) => (conflict ? "TransactionConflict" : "None"));
  const summary = "Transaction cancelled, please refer cancellation reasons for specific reasons";
  throw new AwsError("TransactionCanceledException", `${summary} [${codes.join(", ")}]`, 400, {
    CancellationReasons: codes.map((Code) => (Code === "None" ? { Code } : { Code, Message: ongoing })),
  });
}
