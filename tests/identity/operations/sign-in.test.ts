import { describe, expect, test } from "vitest";
import { signIn } from "#functions/identity/operations/sign-in.ts";
import { callerWith, identityInMemory } from "#tests/identity/identity-in-memory.ts";
import { acme, codeOf, globex, password, settle } from "#tests/identity/people.ts";

const email = "ada@acme.example";

const worldWith = (person: Parameters<typeof settle>[1] = {}) => {
  const world = identityInMemory();
  const account = settle(world, person);
  const enter = (more: { email?: string; password?: string; tenant?: string } = {}) =>
    signIn.run(world.deps)(callerWith(), { email, password, ...more });
  return { world, account, enter };
};

describe("signIn", () => {
  test("starts a session in the person's one tenant and tells it there", async () => {
    const { world, account, enter } = worldWith();

    const { accessToken, tenantId, expiresIn, cookie } = await enter({ email: " ADA@Acme.example" });

    const [session] = world.sessions.values();
    expect(session).toMatchObject({ tenantId: acme, userId: account.user.userId });
    expect({ accessToken, tenantId, expiresIn }).toEqual({
      accessToken: `${session?.sessionId}/owner`,
      tenantId: acme,
      expiresIn: 600,
    });
    expect(cookie).toContain(session?.sessionId);
    expect(world.told()).toMatchObject([
      { contract: { type: "identity.session-started.v1" }, data: { failuresBefore: 0 } },
    ]);
  });

  test("keeps no secret of the session as it is", async () => {
    const { world, enter } = worldWith();
    const { cookie = "" } = await enter();
    const [, , family = "", secret = ""] = cookie.split(".");

    const kept = JSON.stringify([...world.sessions.values()]);

    expect(kept).not.toContain(`"${family}"`);
    expect(kept).not.toContain(`"${secret}"`);
  });

  test("answers an unknown address as a wrong password, after the same work", async () => {
    const { world, enter } = worldWith();
    const refusals = [
      await enter({ password: "wrong and long enough" }).catch(String),
      await enter({ email: "nobody@acme.example" }).catch(String),
    ];

    expect(new Set(refusals)).toHaveLength(1);
    expect(world.work.hashes).toBe(2);
    expect(world.commandsOfIdentity()).toEqual([]);
  });

  test("names the missing verification only to who knows the password", async () => {
    const { enter } = worldWith({ status: "pending" });

    expect(await codeOf(enter())).toBe("identity.email-not-verified");
    expect(await codeOf(enter({ password: "wrong and long enough" }))).toBe("identity.wrong-credentials");
  });

  test("lists the tenants of somebody who has several only to who knows the password", async () => {
    const tenants = [
      { tenantId: acme, slug: "acme" },
      { tenantId: globex, slug: "globex" },
    ];
    const { enter } = worldWith({ tenants });

    await expect(enter()).rejects.toMatchObject({
      code: "identity.tenant-needed",
      faults: [{ message: "acme" }, { message: "globex" }],
    });
    await expect(enter({ password: "wrong and long enough" })).rejects.toMatchObject({ faults: [] });
    expect((await enter({ tenant: "globex" })).tenantId).toBe(globex);
    expect(await codeOf(enter({ tenant: "initech" }))).toBe("identity.no-tenant");
  });

  test.each([
    ["suspended", "tenants.suspended"],
    ["closing", "tenants.closed"],
    ["closed", "tenants.closed"],
    ["pending-verification", "tenants.pending-verification"],
  ])("refuses a tenant that is %s", async (status, code) => {
    const { world, enter } = worldWith();
    world.members.door.status = status;

    expect(await codeOf(enter())).toBe(code);
    expect(world.sessions.size).toBe(0);
  });

  test("makes room for a new session by the oldest", async () => {
    const { world, enter } = worldWith();
    for (let signIns = 0; signIns < 41; signIns++) await enter();

    expect(world.sessions.size).toBe(40);
  });

  test("hashes a password anew when the stamp asks for another cost", async () => {
    const { world, account, enter } = worldWith();
    world.accounts.store({ ...account, credential: `old hash of ${password}` });
    await enter();

    expect(world.accounts.byId.get(account.user.userId)?.credential).toBe(`hash of ${password}`);
  });
});

describe("guessing slows down", () => {
  const wrong = { password: "wrong and long enough" };

  test("after eight wrong passwords, twice as long each time, until the right one", async () => {
    const { world, enter } = worldWith();
    for (let guess = 0; guess < 8; guess++)
      expect(await codeOf(enter(wrong))).toBe("identity.wrong-credentials");

    await expect(enter()).rejects.toMatchObject({ code: "identity.slow-down", retryAfterSeconds: 1 });
    world.pass(1);
    expect(await codeOf(enter(wrong))).toBe("identity.wrong-credentials");
    await expect(enter()).rejects.toMatchObject({ retryAfterSeconds: 2 });
    world.pass(2);
    await enter();
    expect(world.told().at(-1)).toMatchObject({ data: { failuresBefore: 9 } });
    expect(await codeOf(enter(wrong))).toBe("identity.wrong-credentials");
  });

  test("apart for strangers, who do not shut the owner out where they have signed in before", async () => {
    const { world, enter } = worldWith();
    const elsewhere = { ...callerWith(), address: "198.51.100.7" };
    const guess = () => codeOf(signIn.run(world.deps)(elsewhere, { email, ...wrong }));
    await enter();

    const codes: string[] = [];
    for (let at = 0; at < 12; at++) codes.push(await guess());
    expect(codes.slice(-4)).toEqual(Array(4).fill("identity.slow-down"));

    await expect(enter()).resolves.toMatchObject({ tenantId: acme });
    // The right password from there does not help the one who guesses.
    expect(await guess()).toBe("identity.slow-down");
    for (let at = 0; at < 8; at++) await codeOf(enter(wrong));
    expect(await codeOf(enter())).toBe("identity.slow-down");
  });

  test("also for an address that nobody has", async () => {
    const { enter } = worldWith();
    for (let guess = 0; guess < 8; guess++) await codeOf(enter({ email: "nobody@acme.example" }));

    expect(await codeOf(enter({ email: "nobody@acme.example" }))).toBe("identity.slow-down");
  });

  test("and fifty at the same time get in no more than eight", async () => {
    const { world, enter } = worldWith();
    const codes = await Promise.all(Array.from({ length: 50 }, () => codeOf(enter(wrong))));

    expect(codes.filter((code) => code === "identity.wrong-credentials").length).toBeLessThanOrEqual(8);
    expect(codes.filter((code) => code === "identity.slow-down").length).toBeGreaterThanOrEqual(42);
    expect(world.work.hashes).toBeLessThanOrEqual(8);
  });

  test("for all accounts together that are tried from one address", async () => {
    const { enter } = worldWith();
    for (let guess = 0; guess < 50; guess++) await codeOf(enter({ email: `nobody${guess}@acme.example` }));

    expect(await codeOf(enter())).toBe("identity.slow-down");
  });

  test("and is told to the tenant at growing numbers, with the same work where there is none", async () => {
    const { world, account, enter } = worldWith();
    for (let guess = 0; guess < 5; guess++) {
      await codeOf(enter(wrong));
      await codeOf(enter({ email: "nobody@acme.example" }));
    }

    expect(world.told()).toMatchObject([
      {
        contract: { type: "identity.sign-ins-refused.v1" },
        data: { userId: account.user.userId, failures: 5 },
      },
    ]);
    expect(world.pretended).toHaveLength(1);
  });
});
