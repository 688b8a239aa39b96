import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { applyChanges } from "#functions/identity/adapters/apply-changes.ts";
import { dynamoAccounts } from "#functions/identity/adapters/dynamo-accounts.ts";
import { dynamoKeyRings } from "#functions/identity/adapters/dynamo-key-rings.ts";
import { dynamoKnownPlaces } from "#functions/identity/adapters/dynamo-known-places.ts";
import { dynamoProofs } from "#functions/identity/adapters/dynamo-proofs.ts";
import { dynamoSessions } from "#functions/identity/adapters/dynamo-sessions.ts";
import { dynamoThrottles } from "#functions/identity/adapters/dynamo-throttles.ts";
import { type Account, touched } from "#functions/identity/domain/account.ts";
import { openSession, rotate } from "#functions/identity/domain/session.ts";
import { noFailures, strike, throttles } from "#functions/identity/domain/throttle.ts";
import { newTypeId } from "#functions/kernel/ids.ts";
import { codeOf } from "#tests/identity/people.ts";
import { newTenant } from "#tests/support/tenant.ts";
import { stampTables } from "#tests/tenants/stamp-tables.ts";

const now = new Date();
const patience = { random: Math.random, sleep };

let tables: Awaited<ReturnType<typeof stampTables>>;
beforeAll(async () => {
  tables = await stampTables();
});

const newAccount = (): Account => {
  const userId = newTypeId("usr");
  return {
    user: {
      userId,
      email: `${userId}@a.example`,
      name: "A",
      status: "active",
      createdAt: now.toISOString(),
      version: 1,
    },
    credential: "hash",
    links: [1, 2].map((n) => ({ tenantId: newTypeId("tnt"), slug: `s${n}`, status: "active" })),
  };
};

describe("accounts", () => {
  const open = () => ({
    accounts: dynamoAccounts(tables.documents, tables.identity),
    apply: applyChanges(tables.documents, patience),
  });

  test("are found by address and by id as they were written", async () => {
    const { accounts, apply } = open();
    const account = newAccount();
    await apply(accounts.add(account));

    expect(await accounts.byId(account.user.userId)).toEqual(account);
    expect(await accounts.byEmail(account.user.email)).toEqual(account);
    expect(await accounts.byEmail("nobody@a.example")).toBeUndefined();
    expect(await accounts.users([account.user.userId, "usr_nobody"])).toEqual([account.user]);
  });

  test("have an address that nobody else has, and lose no change to another", async () => {
    const { accounts, apply } = open();
    const account = newAccount();
    await apply(accounts.add(account));
    const twin = newAccount();
    const next = touched({ ...account, credential: "other", links: account.links.slice(1) });

    expect(
      await codeOf(apply(accounts.add({ ...twin, user: { ...twin.user, email: account.user.email } }))),
    ).toBe("identity.email-known");
    const codes = await Promise.all(
      [apply(accounts.save(account, next)), apply(accounts.save(account, next))].map(codeOf),
    );
    expect(codes.toSorted()).toEqual(["identity.account-changed", "no refusal"]);
    expect(await accounts.byId(account.user.userId)).toEqual(next);
  });

  test("are forgotten whole, unless they have changed", async () => {
    const { accounts, apply } = open();
    const account = newAccount();
    await apply(accounts.add(account));
    await apply(accounts.save(account, touched(account)));

    expect(await codeOf(apply(accounts.remove(account)))).toBe("identity.account-changed");
    await apply(accounts.remove(touched(account)));
    expect(await accounts.byEmail(account.user.email)).toBeUndefined();
    expect(await tables.itemsAt(tables.identity, `user#${account.user.userId}`)).toEqual([]);
  });
});

describe("sessions", () => {
  test("go on once of two rotations, and are listed until they are over", async () => {
    const sessions = dynamoSessions(tables.documents, tables.identity, () => now);
    const apply = applyChanges(tables.documents, patience);
    const session = openSession(
      {
        sessionId: newTypeId("ses"),
        userId: newTypeId("usr"),
        tenantId: newTypeId("tnt"),
        familyHash: "f",
        currentHash: "one",
      },
      now,
    );
    await apply([sessions.add(session)]);
    const [two, three] = ["two", "three"].map((hash) => rotate(session, { hash, nonce: "n" }, now));
    if (!two || !three) throw new Error("not rotated");
    const codes = await Promise.all([apply([sessions.save(two)]), apply([sessions.save(three)])].map(codeOf));

    expect(codes.toSorted()).toEqual(["identity.rotated-meanwhile", "no refusal"]);
    expect(await sessions.ofUser(session.userId)).toHaveLength(1);
    const later = dynamoSessions(tables.documents, tables.identity, () => new Date(session.expiresAt * 1000));
    expect(await later.ofUser(session.userId)).toEqual([]);
    await apply([sessions.remove(session)]);
    expect(await sessions.find(session.userId, session.sessionId)).toBeUndefined();
  });
});

test("proofs are used once, and over in time though the table keeps them", async () => {
  const proofs = dynamoProofs(tables.documents, tables.identity, () => now);
  const apply = applyChanges(tables.documents, patience);
  const digest = newTypeId("tok");
  const expiresAt = Math.floor(now.getTime() / 1000) + 60;
  const proof = {
    purpose: "verify-email",
    digest,
    tenantId: newTypeId("tnt"),
    userId: newTypeId("usr"),
    expiresAt,
  } as const;
  await proofs.add(proof);
  const codes = await Promise.all(["k1", "k2"].map((key) => codeOf(apply([proofs.use(digest, key)]))));

  expect(codes.toSorted()).toEqual(["identity.invalid-token", "no refusal"]);
  expect(await proofs.find(digest)).toMatchObject({ ...proof, usedWith: expect.stringMatching(/^k[12]$/) });
  const late = dynamoProofs(tables.documents, tables.identity, () => new Date(expiresAt * 1000));
  expect(await late.find(digest)).toBeUndefined();
});

test("a place is known for ninety days, though the table keeps it longer", async () => {
  const at = (days: number) => () => new Date(now.getTime() + days * 24 * 3_600_000);
  const placesAt = (days: number) => dynamoKnownPlaces(tables.documents, tables.identity, at(days));
  const place = newTypeId("plc");
  expect(await placesAt(0).has(place)).toBe(false);

  await placesAt(0).keep(place);
  expect(await placesAt(89).has(place)).toBe(true);
  expect(await placesAt(90).has(place)).toBe(false);
});

test("failures are counted once each, however many count at the same time", async () => {
  const { read, write, placeOf } = dynamoThrottles(tables.documents, tables.identity);
  const subject = newTypeId("try");
  const once = strike(noFailures, throttles.account, now);
  const won = await Promise.all(
    Array.from({ length: 10 }, () => write("account", subject, noFailures, once)),
  );

  expect(won.filter(Boolean)).toHaveLength(1);
  expect(await read("account", subject)).toEqual(once);
  expect(await write("account", subject, once, noFailures)).toBe(true);
  expect(await write("account", subject, noFailures, once)).toBe(true);
  expect(placeOf("2001:db8:1:2:3::1")).toBe(placeOf("2001:db8:1:2:ffff::9"));
  expect(placeOf("192.0.2.1")).not.toBe(placeOf("192.0.2.2"));
});

test("the ring of keys is written only over the version before", async () => {
  await newTenant();
  const rings = dynamoKeyRings(tables.documents, tables.identity, patience);
  const ring = await rings.read();
  if (!ring) throw new Error("no ring");

  expect(await rings.write(ring)).toBe(false);
  expect(await rings.write({ ...ring, version: ring.version + 2 })).toBe(false);
  expect(JSON.stringify(await tables.itemsAt(tables.identity, "keyset"))).not.toContain("sealed");
});
