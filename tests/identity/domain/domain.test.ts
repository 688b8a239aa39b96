import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Account,
  chooseTenant,
  confirmed,
  linked,
  unlinked,
} from "#functions/identity/domain/account.ts";
import { normaliseEmail } from "#functions/identity/domain/email.ts";
import { keysWanted, needsTending, type SigningKey, tended } from "#functions/identity/domain/key-ring.ts";
import { weaknessOf } from "#functions/identity/domain/password-policy.ts";
import { judge, openSession, readToken, rotate, writeToken } from "#functions/identity/domain/session.ts";
import {
  isTold,
  noFailures,
  remembered,
  strike,
  throttles,
  waitSeconds,
} from "#functions/identity/domain/throttle.ts";
import type { Id } from "#functions/kernel/ids.ts";
import { idOf } from "#tests/support/actors.ts";

const now = new Date("2026-11-20T09:00:00Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

describe("passwords", () => {
  test.each([
    ["elevenchars", "at least 12"],
    ["é".repeat(6), "at least 12"],
    ["aB1".repeat(100), "at most 256"],
    ["Password1234", "Many people"],
    ["qwertyuiop123", "Many people"],
    ["abababababababab", "different characters"],
    ["my name is ada.berg, hello", "e-mail"],
    ["ADA.BERG and two cats", "e-mail"],
  ])("%j will not do", (password, why) => {
    expect(weaknessOf(password, "Ada.Berg@acme.example")).toContain(why);
  });

  test.each(["seven grey geese", "五里霧中の猫たちは静かに歩く", "no-digits-no-capitals"])(
    "%j will",
    (password) => {
      expect(weaknessOf(password, "ada.berg@acme.example")).toBeUndefined();
    },
  );
});

test("normaliseEmail() knows one address by its spellings", async () => {
  expect(normaliseEmail("  Ada@Acme.Example ")).toBe("ada@acme.example");
  await fc.assert(
    fc.property(
      fc.emailAddress(),
      (email) => normaliseEmail(normaliseEmail(email)) === normaliseEmail(email),
    ),
  );
});

describe("throttle", () => {
  const { account } = throttles;
  const failing = (failures: number) =>
    Array.from({ length: failures }).reduce<typeof noFailures>(
      (sum) => strike(sum, account, now),
      noFailures,
    );

  test("lets eight fail, then doubles the wait up to fifteen minutes", () => {
    expect([7, 8, 9, 10, 17, 18, 60].map((failures) => waitSeconds(failing(failures), now))).toEqual([
      0, 1, 2, 4, 512, 900, 900,
    ]);
  });

  test("forgets a day after the last failure, and not before", () => {
    expect(remembered(failing(9), later(86_399)).count).toBe(9);
    expect(remembered(failing(9), later(86_400))).toEqual(noFailures);
  });

  test("never waits less for more failures", async () => {
    await fc.assert(
      fc.property(
        fc.nat(100),
        (count) => waitSeconds(failing(count), now) <= waitSeconds(failing(count + 1), now),
      ),
    );
  });

  test("tells at 5, 10, 20, 40 …", () => {
    expect(Array.from({ length: 90 }, (_, count) => count).filter(isTold)).toEqual([5, 10, 20, 40, 80]);
  });
});

describe("refresh tokens", () => {
  const part = fc.stringMatching(/^[\w-]{43}$/);

  test("say what was written", async () => {
    await fc.assert(
      fc.property(part, part, fc.nat(), (family, secret, n) => {
        const token = { userId: idOf("usr", n), sessionId: idOf("ses", n + 1), family, secret };
        expect(readToken(writeToken(token))).toEqual(token);
      }),
    );
  });

  test("are nothing else", async () => {
    await fc.assert(fc.property(fc.string(), (text) => readToken(text) === undefined));
  });

  test("are judged by their place in the chain", () => {
    const about = {
      sessionId: idOf("ses", 1),
      userId: idOf("usr", 1),
      tenantId: idOf("tnt", 1),
      familyHash: "f",
    };
    const session = rotate(
      openSession({ ...about, currentHash: "one" }, now),
      { hash: "two", nonce: "n" },
      now,
    );

    expect(judge(session, "two", now)).toBe("current");
    expect(judge(session, "one", later(10))).toBe("repeated");
    expect(judge(session, "one", later(10.001))).toBe("reused");
    expect(judge(session, "zero", now)).toBe("reused");
  });
});

describe("accounts", () => {
  const tenants = [idOf("tnt", 1), idOf("tnt", 2)] as const;
  const account = (status: "pending" | "active"): Account => ({
    user: {
      userId: idOf("usr", 1),
      email: "a@b.example",
      name: "A",
      status,
      createdAt: now.toISOString(),
      version: 1,
    },
    credential: status === "active" ? "own" : undefined,
    links: tenants.map((tenantId) => ({
      tenantId,
      slug: tenantId,
      status: "pending",
      credential: `of ${tenantId}`,
    })),
  });

  test("take the password of the sign-up that was proved, and drop the others", () => {
    expect(confirmed(account("pending"), tenants[1])).toMatchObject({
      user: { status: "active", version: 2 },
      credential: `of ${tenants[1]}`,
      links: [{ status: "pending" }, { status: "active" }],
    });
    expect(confirmed(account("pending"), tenants[1])?.links.some(({ credential }) => credential)).toBe(false);
  });

  test("keep the password they have", () => {
    expect(confirmed(account("active"), tenants[0])?.credential).toBe("own");
  });

  test("do not change by what is done already, nor by a tenant that is not theirs", () => {
    const once = confirmed(account("pending"), tenants[0]);
    if (!once) throw new Error("not confirmed");

    expect(confirmed(once, tenants[0])).toBe(once);
    expect(confirmed(once, idOf("tnt", 3))).toBeUndefined();
    expect(linked(once, { tenantId: tenants[0], slug: "x" })).toBe(once);
    expect(unlinked(once, idOf("tnt", 3))).toBe(once);
  });

  test("lead to no tenant that is not proved", () => {
    expect(() => chooseTenant(account("active"), undefined)).toThrow(
      expect.objectContaining({ code: "identity.no-tenant" }),
    );
    expect(() => chooseTenant(account("active"), tenants[0])).toThrow();
  });
});

describe("the ring of signing keys", () => {
  let made = 0;
  const key = (): SigningKey => {
    made += 1;
    return {
      publicKey: {
        kid: `key_${made}` satisfies Id<"key">,
        kty: "EC",
        crv: "P-256",
        alg: "ES256",
        use: "sig",
        x: "x",
        y: "y",
      },
      sealed: "s",
    };
  };
  const states = (ring: ReturnType<typeof tended>) => ring.keys.map(({ state }) => state);
  const day = 86_400;
  const tend = (ring: Parameters<typeof tended>[0], at: Date) =>
    tended(ring, Array.from({ length: keysWanted(ring, at) }, key), at);

  test("begins with one key that signs and one that will", () => {
    const ring = tend(undefined, now);

    expect(states(ring)).toEqual(["current", "next"]);
    expect(needsTending(ring, later(30 * day - 1))).toBe(false);
  });

  test("moves on after thirty days; what signed stays public for two hours more", () => {
    const first = tend(undefined, now);
    const second = tend(first, later(30 * day));

    expect(states(second)).toEqual(["retired", "current", "next"]);
    expect(second.keys[1]?.publicKey).toEqual(first.keys[1]?.publicKey);
    expect(needsTending(second, later(30 * day + 7200))).toBe(false);
    expect(states(tend(second, later(30 * day + 7201)))).toEqual(["current", "next"]);
  });

  test("always has one key that signs and one that will, and none signs that was not public before", async () => {
    await fc.assert(
      fc.property(fc.array(fc.nat(40 * day), { maxLength: 20 }), (pauses) => {
        let at = 0;
        let ring = tend(undefined, now);
        for (const pause of pauses) {
          at += pause;
          const before = new Set(ring.keys.map(({ publicKey }) => publicKey.kid));
          ring = needsTending(ring, later(at)) ? tend(ring, later(at)) : ring;
          expect(
            states(ring)
              .filter((state) => state !== "retired")
              .toSorted(),
          ).toEqual(["current", "next"]);
          const signing = ring.keys.find(({ state }) => state === "current")?.publicKey.kid ?? "";
          expect(before.has(signing)).toBe(true);
        }
      }),
    );
  });
});
