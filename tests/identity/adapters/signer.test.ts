import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, expect, test } from "vitest";
import { refreshCookies } from "#functions/identity/adapters/refresh-cookies.ts";
import { signer } from "#functions/identity/adapters/signer.ts";
import type { KeyRing } from "#functions/identity/domain/key-ring.ts";
import { tendKeys } from "#functions/identity/operations/tend-keys.ts";
import type { KeyRings, KeyVault } from "#functions/identity/ports.ts";
import { tokenVerifier } from "#functions/kernel/auth/token-verifier.ts";
import { idOf, idsInOrder } from "#tests/support/actors.ts";

const issuer = "https://tenure.test";

function stamp() {
  const privateKeys = new Map<string, KeyObject>();
  const newId = idsInOrder();
  let ring: KeyRing | undefined;
  const counts = { made: 0, opened: 0 };
  const keyVault: KeyVault<KeyObject> = {
    make: async () => {
      counts.made += 1;
      const kid = newId("key");
      const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      privateKeys.set(kid, privateKey);
      const { x = "", y = "" } = publicKey.export({ format: "jwk" });
      return { publicKey: { kid, kty: "EC", crv: "P-256", alg: "ES256", use: "sig", x, y }, sealed: kid };
    },
    open: async ({ sealed }) => {
      counts.opened += 1;
      const key = privateKeys.get(sealed);
      if (!key) throw new Error("not sealed here");
      return key;
    },
  };
  const keyRings: KeyRings = {
    read: async () => ring,
    write: async (next) => {
      if ((ring?.version ?? 0) !== next.version - 1) return false;
      ring = next;
      return true;
    },
  };
  const tend = tendKeys({ keyRings, keyVault });
  return { keyVault, tend, counts, ring: () => ring };
}

const of = {
  session: { sessionId: idOf("ses", 1), tenantId: idOf("tnt", 1), userId: idOf("usr", 1) },
  member: { role: "manager", employeeId: idOf("emp", 1) },
} as const;

describe("signer", () => {
  test("issues tokens that the door takes", async () => {
    const { keyVault, tend } = stamp();
    const { accessTokens, keySet } = signer({ tendKeys: tend, keyVault, issuer, clock: () => new Date() });
    const { accessToken, expiresIn } = await accessTokens.issue(of);
    const readKeySet = async () => ({ jwks: { keys: [...(await keySet.publicKeys())] }, version: 1 });
    const claims = await tokenVerifier(issuer, readKeySet, () => new Date())(accessToken);

    expect(expiresIn).toBe(600);
    expect(claims).toMatchObject({
      sub: idOf("usr", 1),
      tenant: idOf("tnt", 1),
      sid: idOf("ses", 1),
      role: "manager",
      emp: idOf("emp", 1),
    });
    expect(claims.exp - claims.iat).toBe(600);
  });

  test("makes one ring however many sign the first token at the same time", async () => {
    const { keyVault, tend, ring } = stamp();
    const environments = Array.from({ length: 8 }, () =>
      signer({ tendKeys: tend, keyVault, issuer, clock: () => new Date() }),
    );
    const tokens = await Promise.all(environments.map(({ accessTokens }) => accessTokens.issue(of)));
    const kids = tokens.map(
      ({ accessToken = "" }) =>
        JSON.parse(Buffer.from(accessToken.split(".")[0] ?? "", "base64url").toString()).kid,
    );

    expect(new Set(kids).size).toBe(1);
    expect(ring()?.version).toBe(1);
  });

  test("opens its key once in five minutes", async () => {
    const { keyVault, tend, counts } = stamp();
    let at = Date.parse("2026-11-20T09:00:00Z");
    const { accessTokens } = signer({ tendKeys: tend, keyVault, issuer, clock: () => new Date(at) });
    await accessTokens.issue(of);
    at += 5 * 60_000 - 1;
    await accessTokens.issue(of);
    expect(counts.opened).toBe(1);
    at += 1;
    await accessTokens.issue(of);
    expect(counts.opened).toBe(2);
  });

  test("tries again after a failure", async () => {
    const { keyVault, tend } = stamp();
    let failures = 1;
    const flaky = async (now: Date) => {
      if (failures-- > 0) throw new Error("KMS is away");
      return tend(now);
    };
    const { accessTokens } = signer({ tendKeys: flaky, keyVault, issuer, clock: () => new Date() });

    await expect(accessTokens.issue(of)).rejects.toThrow("KMS is away");
    await expect(accessTokens.issue(of)).resolves.toBeDefined();
  });
});

describe("tendKeys", () => {
  test("of many who rotate at the same time one wins, and all see its ring", async () => {
    const { tend, ring } = stamp();
    const start = new Date("2026-11-20T09:00:00Z");
    await tend(start);
    const due = new Date(start.getTime() + 30 * 86_400_000);
    const rings = await Promise.all(Array.from({ length: 10 }, () => tend(due)));

    expect(new Set(rings.map(({ version }) => version))).toEqual(new Set([2]));
    expect(ring()?.keys).toHaveLength(3);
  });
});

describe("refreshCookies", () => {
  test("are for this one path, out of reach of scripts and other sites", () => {
    const { set, clear } = refreshCookies("https://tenure.test", "tenure_refresh");

    expect(set("a.b", 1_800_000_000)).toBe(
      "tenure_refresh=a.b; Path=/v1/identity/sessions; HttpOnly; SameSite=Strict; Secure; Expires=Fri, 15 Jan 2027 08:00:00 GMT",
    );
    expect(clear()).toContain("Max-Age=0");
  });

  test("travel over plain http where the stamp does", () => {
    expect(refreshCookies("http://localhost:3000", "c").set("a", 0)).not.toContain("Secure");
  });
});
