import type { TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { Change } from "#functions/kernel/commit.ts";

/** One item of a DynamoDB transaction: Put, Update, Delete or ConditionCheck. */
export type TransactItem = NonNullable<TransactWriteCommand["input"]["TransactItems"]>[number];

/** Prepares one write; `refusal` says what it means when its condition fails. */
export const changeOf = (item: TransactItem, refusal?: Change["refusal"]): Change =>
  refusal === undefined ? { write: item } : { write: item, refusal };
