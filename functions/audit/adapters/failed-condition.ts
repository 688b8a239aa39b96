/** Whether a single write through electrodb was refused by its condition. */
export const isFailedCondition = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === "ConditionalCheckFailedException" || isFailedCondition(error.cause));
