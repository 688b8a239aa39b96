import { typeidUnboxed } from "typeid-js";
import { expect, test } from "vitest";
import { entryOf } from "#functions/audit/domain/entry.ts";
import { hourOf, madeAt } from "#functions/audit/domain/hours.ts";
import type { Commands } from "#functions/audit/ports.ts";
import { reconcile } from "#functions/audit/subscribers/reconcile.ts";
import { sequence } from "#functions/audit/subscribers/sequence.ts";
import { auditInMemory, signerInMemory, vault } from "#tests/audit/audit-in-memory.ts";
import { recordAt, tenantId } from "#tests/audit/export-of.ts";

const nineOClock = "2026-11-20T09";

const start = (now: string, committed: readonly number[]) => {
  const memory = auditInMemory();
  const records = committed.map((n) => recordAt(n));
  const asked: string[] = [];
  const commands: Commands = {
    ofHour: async (_tenantId, hour) => {
      asked.push(hour);
      return records.filter(({ time }) => hourOf(new Date(time)) === hour).map(({ id }) => id);
    },
    read: async (_tenantId, _hour, ids) => records.filter(({ id }) => ids.includes(id)),
  };
  const clock = () => new Date(now);
  const run = reconcile({ entries: memory.entries, commands, clock });
  const { lockAway } = vault();
  const place = sequence({
    ...memory,
    reconcile: run,
    signer: signerInMemory(),
    lockAway,
    clock,
    origin: "https://tenure.example",
  });
  return { ...memory, run, place, asked };
};

test("what was committed and never came is kept, and gets its place with the next entry that does", async () => {
  const { entries, log, place, kept, head } = start("2026-11-20T11:20:00Z", [1, 2, 3]);
  await entries.append(entryOf(recordAt(2)));
  await place(tenantId, [recordAt(2).id]);
  await log.noteReconciled(tenantId, nineOClock);
  await entries.append(entryOf(recordAt(4)));
  await place(tenantId, [recordAt(4).id]);

  expect([...kept.values()].map(({ id, index }) => [id, index]).sort()).toEqual([
    [recordAt(1).id, 1],
    [recordAt(2).id, 0],
    [recordAt(3).id, 2],
    [recordAt(4).id, 3],
  ]);
  expect(head()).toMatchObject({ reconciledTo: "2026-11-20T10", checkpoint: { size: 4 } });
});

test("an entry that came, but for which nobody asked, gets its place", async () => {
  const { entries, run } = start("2026-11-20T11:20:00Z", [1]);
  await entries.append(entryOf(recordAt(1)));
  expect(await run(tenantId, nineOClock)).toMatchObject({
    lost: [{ id: recordAt(1).id }],
    to: "2026-11-20T10",
  });
});

test("hours are looked at once they are over for an hour, once", async () => {
  const early = start("2026-11-20T10:59:00Z", [1]);
  expect(await early.run(tenantId, nineOClock)).toEqual({ lost: [], to: nineOClock });
  expect(early.asked).toEqual([]);
  const { run, asked } = start("2026-11-20T12:00:00Z", []);
  expect(await run(tenantId, nineOClock)).toEqual({ lost: [], to: "2026-11-20T11" });
  expect(asked).toEqual([nineOClock, "2026-11-20T10"]);
});

test("a new tenant begins with its own first hour", async () => {
  const hour = hourOf(new Date());
  const { run, asked } = start(`${hour}:30:00Z`, []);
  const born = typeidUnboxed("tnt");
  expect(hourOf(madeAt(born))).toBe(hour);
  expect(await run(born, undefined)).toEqual({ lost: [], to: hour });
  expect(asked).toEqual([]);
});

test("one that was away for months begins with what is still kept, a day at a time", async () => {
  const { run, asked } = start("2026-11-20T12:00:00Z", []);
  expect((await run(tenantId, "2026-01-01T00")).to).toBe("2026-11-14T12");
  expect([asked[0], asked.length]).toEqual(["2026-11-13T12", 24]);
});
