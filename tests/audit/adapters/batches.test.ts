import type { SQSEvent, SQSRecord } from "aws-lambda";
import { expect, test } from "vitest";
import { append } from "#functions/audit/adapters/append-batch.ts";
import { sequenceBatch } from "#functions/audit/adapters/sequence-batch.ts";
import { auditInMemory } from "#tests/audit/audit-in-memory.ts";
import { recordAt } from "#tests/audit/export-of.ts";
import { idOf } from "#tests/support/actors.ts";

// Of a record, these are all that the handlers look at.
const batchOf = (...bodies: readonly unknown[]): SQSEvent => ({
  Records: bodies.map((body, at) => ({ messageId: `m${at}`, body: JSON.stringify(body) }) as SQSRecord),
});
const asTenant = <T>(_tenantId: string, work: () => Promise<T>) => work();
const [a, b] = [idOf("tnt", 1), idOf("tnt", 2)];
const message = (n: number, tenantId: string) => ({
  detail: { ...recordAt(n), tenantId, answer: "not ours" },
});

const appending = (askForPlaces: (tenantId: string, ids: readonly string[]) => Promise<void>) => {
  const memory = auditInMemory();
  return { ...memory, handle: append({ entries: memory.entries, askForPlaces, asTenant }) };
};

test("a batch is kept, and each tenant asked for once", async () => {
  const asked: [string, readonly string[]][] = [];
  const { handle, kept } = appending(async (tenantId, ids) => void asked.push([tenantId, ids]));

  const reply = await handle(batchOf(message(1, a), message(2, b), message(3, a), message(1, a)));
  expect(reply.batchItemFailures).toEqual([]);
  expect(asked).toEqual([
    [a, [recordAt(1).id, recordAt(3).id]],
    [b, [recordAt(2).id]],
  ]);
  expect(JSON.parse(kept.get(recordAt(3).id)?.leaf ?? "")).toEqual({ ...recordAt(3), tenantId: a });
});

test("what cannot be read, and what could not be asked for, comes again; the rest does not", async () => {
  const { handle } = appending((tenantId) =>
    tenantId === b ? Promise.reject(new Error("queue")) : Promise.resolve(),
  );

  const reply = await handle(batchOf(message(1, a), message(2, b), { detail: { id: "x" } }, message(4, b)));
  expect(reply.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual([
    "m1",
    "m2",
    "m3",
  ]);
});

test("the messages of a tenant are taken as one, and fail as one", async () => {
  const seen: [string, readonly string[]][] = [];
  const handle = sequenceBatch({ asTenant }, async (tenantId, ids) => {
    seen.push([tenantId, ids]);
    if (tenantId === b) throw new Error("busy");
  });

  const reply = await handle(
    batchOf(
      { tenantId: a, entryIds: ["1", "2"] },
      { tenantId: b, entryIds: ["3"] },
      { tenantId: a, entryIds: ["4"] },
      { tenantId: b, entryIds: ["5"] },
    ),
  );
  expect(seen).toEqual([
    [a, ["1", "2", "4"]],
    [b, ["3", "5"]],
  ]);
  expect(reply.batchItemFailures).toEqual([{ itemIdentifier: "m1" }, { itemIdentifier: "m3" }]);
});
