import type { SQSRecord } from "aws-lambda";
import { expect, onTestFinished, test, vi } from "vitest";
import { AppError } from "#functions/kernel/errors/app-error.ts";
import { queueConsumer } from "#functions/kernel/queues/queue-consumer.ts";

/** What the work writes to the log. */
async function logged(work: () => Promise<unknown>): Promise<string> {
  const lines: string[] = [];
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => lines.push(String(text)) > 0);
  onTestFinished(() => write.mockRestore());
  await work();
  return lines.join("");
}

test("of an error the log tells what went wrong, and nothing of the item that it carries", async () => {
  const cancelled = Object.assign(new Error("Transaction cancelled"), {
    name: "TransactionCanceledException",
    CancellationReasons: [{ Code: "ConditionalCheckFailed", Item: { name: { S: "Aoife Byrne" } } }],
  });
  const refusal = { kind: "conflict", code: "people.email-taken", message: "Taken" } as const;
  const consume = queueConsumer(() => Promise.reject(new AppError(refusal, { cause: cancelled })));

  const text = await logged(() => consume({ Records: [{ messageId: "1", body: "{}" } as SQSRecord] }));

  expect(text).toContain("Taken");
  expect(text).toContain("TransactionCanceledException");
  expect(text).not.toContain("Aoife");
});
