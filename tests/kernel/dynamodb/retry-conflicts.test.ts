import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { retryConflicts } from "#functions/kernel/dynamodb/retry-conflicts.ts";

const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: "cancelled",
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

const start = () => {
  const waits: number[] = [];
  return { waits, patience: { random: () => 1, sleep: async (ms: number) => void waits.push(ms) } };
};

test("rivals make it wait longer and longer, then it wins", async () => {
  const { waits, patience } = start();
  let left = 4;

  const result = await retryConflicts(patience, async () => {
    left -= 1;
    if (left > 0) throw cancelled("None", "TransactionConflict");
    return "won";
  });

  expect([result, waits]).toEqual(["won", [30, 60, 120]]);
});

test("it gives up after eight tries, and never waits long", async () => {
  const { waits, patience } = start();

  await expect(
    retryConflicts(patience, () => Promise.reject(cancelled("TransactionConflict"))),
  ).rejects.toThrow("cancelled");
  expect([waits.length, Math.max(...waits)]).toEqual([7, 600]);
});

test.each([
  ["a failed condition", cancelled("None", "ConditionalCheckFailed")],
  ["a failed condition beside a conflict", cancelled("TransactionConflict", "ConditionalCheckFailed")],
  ["anything else", new Error("no")],
])("%s is an answer", async (_, error) => {
  const { waits, patience } = start();

  await expect(retryConflicts(patience, () => Promise.reject(error))).rejects.toBe(error);
  expect(waits).toEqual([]);
});
