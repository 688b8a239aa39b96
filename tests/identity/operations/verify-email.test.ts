import { describe, expect, test } from "vitest";
import { resendVerification } from "#functions/identity/operations/resend-verification.ts";
import { reserveOwner } from "#functions/identity/operations/reserve-owner.ts";
import { verifyEmail } from "#functions/identity/operations/verify-email.ts";
import { onEmailVerified } from "#functions/identity/subscribers/on-account-facts.ts";
import { sendVerification } from "#functions/identity/subscribers/send-verification.ts";
import type { Id } from "#functions/kernel/ids.ts";
import { callerWith, identityInMemory } from "#tests/identity/identity-in-memory.ts";
import { acme, codeOf, globex, settle } from "#tests/identity/people.ts";

type World = ReturnType<typeof identityInMemory>;

const email = "ada@acme.example";

/** Signs up as `tenants` would, without the tenant's own part. */
async function signUp(world: World, tenantId: Id<"tnt">, slug: string, password: string) {
  const { userId, changes } = await reserveOwner(world.deps)(
    { tenantId, slug },
    { name: "Ada", email, password },
  );
  await world.deps.apply(changes);
  world.tenants.set(tenantId, { tenantId, slug, name: slug, status: "pending-verification", locale: "en" });
  return userId;
}

const tokenIn = (text: string | undefined): string => /^Token: (\S+)$/m.exec(text ?? "")?.[1] ?? "";

async function mailed(world: World, tenantId: string, userId: string): Promise<string> {
  await sendVerification(world.deps)(`evt_${world.mails.length}`, tenantId, userId);
  return tokenIn(world.mails.at(-1)?.text);
}

const verify = (world: World, token: string, key?: string) =>
  verifyEmail.run(world.deps)(callerWith(key), { token });

describe("verifyEmail", () => {
  test("opens the tenant and the account with the password of the sign-up", async () => {
    const world = identityInMemory();
    const userId = await signUp(world, acme, "acme", "seven grey geese");

    const answer = await verify(world, await mailed(world, acme, userId));

    expect(answer).toMatchObject({ tenantId: acme, slug: "acme", status: "trial" });
    expect(world.accounts.byId.get(userId)).toMatchObject({
      user: { status: "active" },
      credential: "hash of seven grey geese",
      links: [{ tenantId: acme, status: "active" }],
    });
    expect(world.told().map(({ contract }) => contract.type)).toEqual([
      "tenants.tenant-activated.v1",
      "identity.email-verified.v1",
    ]);
  });

  test("makes no password of a stranger's sign-up the person's own", async () => {
    const world = identityInMemory();
    await signUp(world, globex, "globex", "the stranger knows this");
    const userId = await signUp(world, acme, "acme", "only the owner knows");
    await verify(world, await mailed(world, acme, userId));

    const account = world.accounts.byId.get(userId);
    expect(account?.credential).toBe("hash of only the owner knows");
    expect(JSON.stringify(account)).not.toContain("stranger");
    await verify(world, await mailed(world, globex, userId));
    expect(world.accounts.byId.get(userId)?.credential).toBe("hash of only the owner knows");
  });

  test("leaves the password of somebody who has an account as it is", async () => {
    const world = identityInMemory();
    const { user, credential } = settle(world, { email });
    await signUp(world, globex, "globex", "another fine password");

    expect(world.accounts.byId.get(user.userId)?.links.at(-1)).toEqual({
      tenantId: globex,
      slug: "globex",
      status: "pending",
      credential: undefined,
    });
    await verify(world, await mailed(world, globex, user.userId));
    expect(world.mails.at(-1)?.subject).toContain("was signed up with your address");
    expect(world.accounts.byId.get(user.userId)).toMatchObject({
      credential,
      links: [{ tenantId: acme }, { tenantId: globex, status: "active" }],
    });
  });

  test("takes a token once, but gives the same request its answer again", async () => {
    const world = identityInMemory();
    const token = await mailed(world, acme, await signUp(world, acme, "acme", "seven grey geese"));
    const first = await verify(world, token, "k1");

    expect(await verify(world, token, "k1")).toEqual(first);
    expect(await codeOf(verify(world, token, "k2"))).toBe("identity.invalid-token");
  });

  test("takes a token once of two who come at the same time", async () => {
    const world = identityInMemory();
    const token = await mailed(world, acme, await signUp(world, acme, "acme", "seven grey geese"));
    const codes = await Promise.all([codeOf(verify(world, token)), codeOf(verify(world, token))]);

    expect(codes.toSorted()).toEqual(["identity.invalid-token", "no refusal"]);
  });

  test("takes two tokens of one sign-up at the same time", async () => {
    const world = identityInMemory();
    const userId = await signUp(world, acme, "acme", "seven grey geese");
    const tokens = [await mailed(world, acme, userId), await mailed(world, acme, userId)];
    const codes = await Promise.all(tokens.map((token) => codeOf(verify(world, token))));

    expect(codes).toEqual(["no refusal", "no refusal"]);
  });

  test("refuses a token that is not known, or a day old", async () => {
    const world = identityInMemory();
    const token = await mailed(world, acme, await signUp(world, acme, "acme", "seven grey geese"));
    world.pass(24 * 3600);

    expect(await codeOf(verify(world, token))).toBe("identity.invalid-token");
    expect(await codeOf(verify(world, "nonsense"))).toBe("identity.invalid-token");
  });

  test.each(["the token", "the event"])(
    "is completed by %s when it was cut off after the tenant's part",
    async (by) => {
      const world = identityInMemory();
      const userId = await signUp(world, acme, "acme", "seven grey geese");
      const token = await mailed(world, acme, userId);
      const cutOff = { ...world.deps, apply: () => Promise.reject(new Error("killed")) };
      await expect(verifyEmail.run(cutOff)(callerWith(), { token })).rejects.toThrow("killed");
      expect(world.accounts.byId.get(userId)?.user.status).toBe("pending");

      if (by === "the token") await verify(world, token);
      else await onEmailVerified(world.deps)({ tenantId: acme } as never, { data: { userId } } as never);
      expect(world.accounts.byId.get(userId)).toMatchObject({
        user: { status: "active" },
        credential: "hash of seven grey geese",
      });
    },
  );
});

describe("sendVerification", () => {
  test("sends a stranger's many sign-ups with one address only so many mails, and more when time has gone by", async () => {
    const world = identityInMemory();
    const userId = await signUp(world, acme, "acme", "seven grey geese");
    const send = (cause: number) => sendVerification(world.deps)(`evt_${cause}`, acme, userId);

    for (let cause = 1; cause <= 12; cause++) await send(cause);
    expect(world.mails).toHaveLength(5);

    world.pass(60);
    await send(13);
    expect(world.mails).toHaveLength(6);
  });

  test("does not count a mail that could not be sent: it is tried again until it is", async () => {
    const world = identityInMemory();
    const userId = await signUp(world, acme, "acme", "seven grey geese");
    const send = async () => Promise.reject(new Error("The mail service is down"));
    const failing = { ...world.deps, mailer: { ...world.deps.mailer, send } };

    for (let attempt = 1; attempt <= 12; attempt++)
      await expect(sendVerification(failing)("evt_1", acme, userId)).rejects.toThrow("down");
    await sendVerification(world.deps)("evt_1", acme, userId);
    expect(world.mails).toHaveLength(1);
  });
});

describe("resendVerification", () => {
  const resend = (world: World, address: string) =>
    resendVerification.run(world.deps)(callerWith(), { email: address });

  test("asks for the mail of every sign-up that waits", async () => {
    const world = identityInMemory();
    const userId = await signUp(world, acme, "acme", "seven grey geese");
    await signUp(world, globex, "globex", "seven grey geese");
    await resend(world, "Ada@acme.example");

    expect(world.told().map(({ data }) => data)).toEqual([{ userId }, { userId }]);
    expect(world.pretended).toHaveLength(0);
  });

  test("answers the same, and works as much, for nobody, for the verified and for the impatient", async () => {
    const world = identityInMemory();
    settle(world, { email: "bo@acme.example" });
    await signUp(world, globex, "globex", "seven grey geese");

    expect(await resend(world, "nobody@acme.example")).toEqual({});
    expect(await resend(world, "bo@acme.example")).toEqual({});
    expect(await resend(world, email)).toEqual({});
    expect(await resend(world, email)).toEqual({});
    expect(world.told()).toHaveLength(1);
    expect(world.pretended).toHaveLength(3);
    world.pass(60);
    await resend(world, email);
    expect(world.told()).toHaveLength(2);
  });
});

describe("reserveOwner", () => {
  test("lets no more than fifty sign-ups wait for one address", async () => {
    const world = identityInMemory();
    const signUpAs = (at: number) =>
      signUp(world, `tnt_${String(at).padStart(26, "0")}`, `s${at}`, "seven grey geese");
    for (let at = 1; at <= 50; at++) await signUpAs(at);

    await expect(signUpAs(51)).rejects.toMatchObject({
      kind: "too-many",
      code: "identity.too-many-sign-ups",
    });
  });

  test("does as much work for an address that is known", async () => {
    const world = identityInMemory();
    const owner = { name: "Ada", password: "seven grey geese" };
    settle(world, { email: "known@acme.example" });
    const fresh = await reserveOwner(world.deps)({ tenantId: globex, slug: "g" }, { ...owner, email });
    const hashes = world.work.hashes;
    const known = await reserveOwner(world.deps)(
      { tenantId: globex, slug: "g" },
      { ...owner, email: "known@acme.example" },
    );

    expect(known.changes.length).toBe(fresh.changes.length);
    expect(world.work.hashes).toBe(2 * hashes);
  });

  test.each(["short", "passwordpassword", "ada.lovelace rocks", "aaaaaaaaaaaaaaaa"])(
    "refuses the password %j before it looks for the address",
    async (password) => {
      const world = identityInMemory();
      const owner = { name: "Ada", email: "ada.lovelace@acme.example", password };

      await expect(reserveOwner(world.deps)({ tenantId: acme, slug: "acme" }, owner)).rejects.toMatchObject({
        code: "identity.weak-password",
        faults: [{ path: "owner.password" }],
      });
    },
  );
});
