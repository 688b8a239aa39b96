import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sealerOf } from "#functions/kernel/crypto/sealer.ts";

const start = () => {
  const keys = new Map<string, Buffer>();
  const erased = new Set<string>();
  const keyOf = (name: string): Buffer => {
    const key = keys.get(name) ?? randomBytes(32);
    keys.set(name, key);
    return key;
  };
  const sealer = sealerOf({
    ofTenant: async (tenantId) => keyOf(tenantId),
    ofPerson: async (tenantId, personId) =>
      erased.has(personId) ? undefined : keyOf(`${tenantId}/${personId}`),
  });
  return { sealer, erased };
};

test("what is sealed opens in its own place, with its own keys, alone", async () => {
  const { sealer } = start();
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.string(), async (value, context) => {
      const sealed = await sealer.seal("t1", "p1", context, value);

      expect(await sealer.open("t1", "p1", context, sealed)).toEqual(JSON.parse(JSON.stringify(value)));
      await expect(sealer.open("t1", "p1", `${context}!`, sealed)).rejects.toThrow();
      await expect(sealer.open("t1", "p2", context, sealed)).rejects.toThrow();
      await expect(sealer.open("t2", "p1", context, sealed)).rejects.toThrow();
      await expect(sealer.open("t1", undefined, context, sealed)).rejects.toThrow();
    }),
    { numRuns: 50 },
  );
});

test("the same value is never sealed alike, and no bit of it can change", async () => {
  const { sealer } = start();
  const sealed = await sealer.seal("t1", undefined, "c", { name: "Ann" });

  expect(await sealer.seal("t1", undefined, "c", { name: "Ann" })).not.toBe(sealed);
  const bytes = Buffer.from(sealed, "base64url");
  for (const at of bytes.keys()) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await expect(sealer.open("t1", undefined, "c", changed.toString("base64url"))).rejects.toThrow();
  }
});

test("an erased person's fields are gone, before and after", async () => {
  const { sealer, erased } = start();
  const sealed = await sealer.seal("t1", "p1", "c", "Ann");
  erased.add("p1");

  expect(await sealer.open("t1", "p1", "c", sealed)).toBeUndefined();
  expect(await sealer.open("t1", "p1", "c", await sealer.seal("t1", "p1", "c", "Ann"))).toBeUndefined();
});
