import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isGenuine, readCheckpoint } from "#functions/audit/domain/checkpoint.ts";
import { entryOf } from "#functions/audit/domain/entry.ts";
import { appendLeaf, type Frontier, leafHash, rootOf } from "#functions/audit/domain/merkle.ts";
import { sequence } from "#functions/audit/subscribers/sequence.ts";
import { auditInMemory, signerInMemory, vault } from "#tests/audit/audit-in-memory.ts";
import { recordAt, tenantId } from "#tests/audit/export-of.ts";

const clock = () => new Date("2026-11-20T12:00:00Z");
const signer = signerInMemory();

const start = () => {
  const memory = auditInMemory();
  const { locked, lockAway } = vault();
  const deps = { ...memory, signer, lockAway, clock, origin: "https://tenure.example" };
  const append = async (...numbers: number[]) => {
    for (const n of numbers) await memory.entries.append(entryOf(recordAt(n)));
    return numbers.map((n) => recordAt(n).id);
  };
  return { ...memory, deps, locked, append };
};

const naiveRoot = (leaves: readonly string[]) =>
  Buffer.from(
    rootOf(leaves.reduce<Frontier>((frontier, leaf, size) => appendLeaf(frontier, size, leafHash(leaf)), [])),
  ).toString("base64");

test("entries get places in order of age, once, however often they are asked for, and each end is signed", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.nat(250), { minLength: 1, maxLength: 200 }), { minLength: 1, maxLength: 6 }),
      async (batches) => {
        const { deps, append, kept, head, locked } = start();
        for (const batch of batches) await sequence(deps)(tenantId, await append(...batch));

        const placed = [...kept.values()].sort((a, b) => (a.index ?? -1) - (b.index ?? -1));
        expect(placed.map(({ index }) => index)).toEqual(placed.map((_, at) => at));
        expect(head().size).toBe(new Set(batches.flat()).size);
        expect(head().checkpoint).toMatchObject({
          size: placed.length,
          root: naiveRoot(placed.map(({ leaf }) => leaf)),
        });
        for (const { signed, size, root, key } of locked) {
          expect(isGenuine(signed, key)).toBe(true);
          expect(readCheckpoint(signed)).toMatchObject({
            size,
            root,
            tenantId,
            origin: "https://tenure.example",
          });
        }
      },
    ),
    { numRuns: 25 },
  );
});

test("of two sequencers at once one wins, and the loser's entries get their places when it tries again", async () => {
  const { deps, append, head } = start();
  const ids = await append(1, 2, 3);
  const both = await Promise.allSettled([sequence(deps)(tenantId, ids), sequence(deps)(tenantId, ids)]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);

  await sequence(deps)(tenantId, ids);
  expect(head()).toMatchObject({ size: 3, checkpoint: { size: 3 } });
});

test("a crash between placing and signing is made good by the next run", async () => {
  const { deps, append, head, locked } = start();
  const ids = await append(1, 2);
  const broken = { ...deps, lockAway: () => Promise.reject(new Error("killed")) };
  await expect(sequence(broken)(tenantId, ids)).rejects.toThrow("killed");
  expect(head().checkpoint).toBeUndefined();

  await sequence(deps)(tenantId, ids);
  expect(head().checkpoint?.size).toBe(2);
  expect(locked).toHaveLength(1);
});

test("nothing new: nothing is signed", async () => {
  const { deps, append, locked } = start();
  const ids = await append(1);
  await sequence(deps)(tenantId, ids);
  await sequence(deps)(tenantId, ids);
  expect(locked).toHaveLength(1);
});

test("large entries go into transactions of their own", async () => {
  const { deps, entries, log, head } = start();
  const sizes: number[] = [];
  const place: typeof log.place = (tenant, placement) => {
    sizes.push(placement.entries.length);
    return log.place(tenant, placement);
  };
  const records = Array.from({ length: 12 }, (_, n) => recordAt(n, { key: "x".repeat(300_000) }));
  for (const record of records) await entries.append(entryOf(record));
  await sequence({ ...deps, log: { ...log, place } })(
    tenantId,
    records.map(({ id }) => id),
  );
  expect({ sizes, size: head().size }).toEqual({ sizes: [6, 6], size: 12 });
});
