import fc from "fast-check";
import { test } from "vitest";
import { fifoModel, type Step } from "#tests/local/services/fifo-model.ts";

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("send" as const), group: fc.constantFrom("a", "b", "c") }),
  fc.record({ kind: fc.constant("receive" as const), max: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constantFrom("acknowledge" as const, "release" as const), which: fc.nat(5) }),
  fc.record({ kind: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 40 }) }),
);

test("whatever happens, a FIFO queue loses nothing, keeps each group's order and never splits a group", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const apply = fifoModel();
      for (const each of steps) await apply(each);
    }),
    { numRuns: 200 },
  );
});
