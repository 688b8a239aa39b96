import { expect, test } from "vitest";
import type { KeySet } from "#functions/kernel/auth/access-token.ts";
import { tokenVerifier } from "#functions/kernel/auth/token-verifier.ts";
import { claimsFor, keySetOf, nowSeconds, signingKey, tokenOf } from "#tests/support/tokens.ts";

const issuer = "https://tenure.test";
const current = signingKey("current");
const next = signingKey("next");
const stranger = signingKey("stranger");

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

function start(keySet: KeySet | undefined = keySetOf([current, next])) {
  const world = { keySet: keySet as KeySet | undefined, reads: 0, now: 1_000_000, down: false };
  const read = async () => {
    world.reads += 1;
    if (world.down) throw new Error("the table is away");
    return world.keySet;
  };
  return { world, verify: tokenVerifier(issuer, read, () => new Date(world.now)) };
}

test("a token of the stamp is believed, under each key of the set", async () => {
  const { verify, world } = start();
  const claims = claimsFor({ emp: "emp_00000000000000000000000009" });
  for (const key of [current, next])
    expect(await verify(await tokenOf(key, claims, { issuer }))).toEqual(claims);
  expect(world.reads).toBe(1);
});

const forged = async (): Promise<string> => {
  const [head, , signature] = (await tokenOf(current, claimsFor(), { issuer })).split(".");
  return [head, base64({ ...claimsFor({ role: "owner" }), iss: issuer, aud: "tenure" }), signature].join(".");
};

const unsigned = (header: object) =>
  `${base64(header)}.${base64({ ...claimsFor(), iss: issuer, aud: "tenure" })}.`;

const bad: Record<string, () => Promise<string> | string> = {
  "no token at all": () => "",
  "no JWT": () => "a.b",
  "alg none": () => unsigned({ alg: "none", typ: "at+jwt" }),
  "alg none with a key": () => `${unsigned({ alg: "none", kid: "current", typ: "at+jwt" })}AA`,
  "alg HS256 over the public key": () => `${unsigned({ alg: "HS256", kid: "current", typ: "at+jwt" })}AA`,
  "changed claims": forged,
  "a key that is not ours": () => tokenOf(stranger, claimsFor(), { issuer }),
  "a key that pretends to be ours": () => tokenOf({ ...stranger, kid: "current" }, claimsFor(), { issuer }),
  "another issuer": () => tokenOf(current, claimsFor(), { issuer: "https://tenure.evil" }),
  "another audience": () => tokenOf(current, claimsFor(), { issuer, audience: "console" }),
  "another type": () => tokenOf(current, claimsFor(), { issuer, type: "JWT" }),
  "an expired one": () =>
    tokenOf(current, claimsFor({ iat: nowSeconds() - 700, exp: nowSeconds() - 100 }), { issuer }),
  "no expiry": () => tokenOf(current, { ...claimsFor(), exp: undefined }, { issuer }),
  "no tenant": () => tokenOf(current, { ...claimsFor(), tenant: undefined }, { issuer }),
  "a tenant that is no id": () => tokenOf(current, { ...claimsFor(), tenant: "tnt_x#kernel" }, { issuer }),
  "a role that is none": () => tokenOf(current, { ...claimsFor(), role: "system" }, { issuer }),
};

test.each(Object.entries(bad))("%s is refused, and nothing is told", async (_case, make) => {
  const { verify } = start();
  await expect(verify(await make())).rejects.toMatchObject({
    kind: "unauthenticated",
    code: "auth.invalid-token",
    message: "A valid access token is needed",
  });
});

test("an unknown key makes us read again, at most once in ten seconds", async () => {
  const { verify, world } = start(keySetOf([current]));
  const newer = await tokenOf(next, claimsFor(), { issuer });
  await verify(await tokenOf(current, claimsFor(), { issuer }));
  world.keySet = keySetOf([current, next], 2);
  await expect(verify(newer)).rejects.toMatchObject({ code: "auth.invalid-token" });
  expect(world.reads).toBe(1);
  world.now += 10_000;
  expect((await verify(newer)).sub).toBe(claimsFor().sub);
  const unknown = await tokenOf(stranger, claimsFor(), { issuer });
  for (let i = 0; i < 20; i += 1)
    await expect(verify(unknown)).rejects.toMatchObject({ kind: "unauthenticated" });
  expect(world.reads).toBe(2);
});

test("a withdrawn key is believed for five minutes at most", async () => {
  const { verify, world } = start();
  const token = await tokenOf(current, claimsFor(), { issuer });
  await verify(token);
  world.keySet = keySetOf([next], 2);
  world.now += 299_999;
  await verify(token);
  world.now += 1;
  await expect(verify(token)).rejects.toMatchObject({ code: "auth.invalid-token" });
});

test("the first key of a new stamp is seen as soon as it is there", async () => {
  const { verify, world } = start();
  world.keySet = undefined;
  const fresh = tokenVerifier(
    issuer,
    async () => world.keySet,
    () => new Date(world.now),
  );
  const token = await tokenOf(current, claimsFor(), { issuer });
  await expect(fresh(token)).rejects.toMatchObject({ code: "auth.invalid-token" });
  world.keySet = keySetOf([current]);
  expect((await fresh(token)).sub).toBe(claimsFor().sub);
  expect((await verify(token)).sub).toBe(claimsFor().sub);
});

test("a table that is away is our fault and not the caller's, and is tried again", async () => {
  const { world } = start();
  world.down = true;
  const verify = tokenVerifier(
    issuer,
    async () => {
      if (world.down) throw new Error("the table is away");
      return world.keySet;
    },
    () => new Date(world.now),
  );
  const token = await tokenOf(current, claimsFor(), { issuer });
  await expect(verify(token)).rejects.toThrow("the table is away");
  world.down = false;
  expect((await verify(token)).sub).toBe(claimsFor().sub);
});
