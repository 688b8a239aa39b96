import * as z from "zod";
import type { Outcome } from "./functions.ts";

const responseSchema = z.object({
  batchItemFailures: z
    .array(z.object({ itemIdentifier: z.string().min(1) }))
    .nullish()
    .transform((failures) => failures ?? []),
});

/**
 * The items of a batch that failed. Without `ReportBatchItemFailures`, or when the function fails or names an item
 * that it was not given, all of them.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function failedItems(
  outcome: Outcome,
  items: readonly string[],
  partial: boolean,
): ReadonlySet<string> {
  if (!outcome.ok) return new Set(items);
  if (!partial || isEmpty(outcome.payload)) return new Set();
  const { data } = responseSchema.safeParse(outcome.payload);
  const failed = data?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) ?? items;
  return new Set(failed.every((item) => items.includes(item)) ? failed : items);
}

const isEmpty = (payload: unknown): boolean => payload === null || payload === "";
