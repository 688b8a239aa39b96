import { describe, expect, test } from "vitest";
import { refreshSession } from "#functions/identity/operations/refresh-session.ts";
import { signIn } from "#functions/identity/operations/sign-in.ts";
import { callerWith, identityInMemory } from "#tests/identity/identity-in-memory.ts";
import { acme, codeOf, password, settle } from "#tests/identity/people.ts";

describe("refreshSession", () => {
  const entered = async () => {
    const world = identityInMemory();
    const account = settle(world);
    const { cookie = "" } = await signIn.run(world.deps)(callerWith(), {
      email: "ada@acme.example",
      password,
    });
    const first = cookie.replace("cookie=", "");
    const refresh = async (refreshToken: string | undefined) => {
      const answer = await refreshSession.run(world.deps)(callerWith(), { refreshToken });
      return { ...answer, next: (answer.cookie ?? "").replace("cookie=", "") };
    };
    return { world, account, first, refresh };
  };

  test("gives a new access token and the next refresh token", async () => {
    const { world, account, first, refresh } = await entered();
    const member = world.members.placed.get(`${acme}/${account.user.userId}`);
    if (member) world.members.placed.set(`${acme}/${account.user.userId}`, { ...member, role: "admin" });

    const { accessToken, next } = await refresh(first);

    expect(next).not.toBe(first);
    expect(accessToken).toMatch(/\/admin$/);
    expect((await refresh(next)).next).not.toBe(next);
  });

  test("gives the same successor again within ten seconds, for its answer may have been lost", async () => {
    const { world, first, refresh } = await entered();
    const { next } = await refresh(first);
    world.pass(10);

    expect((await refresh(first)).next).toBe(next);
    expect(world.sessions.size).toBe(1);
  });

  test("gives many who ask at the same time one successor", async () => {
    const { first, refresh } = await entered();
    const all = await Promise.all(Array.from({ length: 10 }, () => refresh(first)));

    expect(new Set(all.map(({ next }) => next)).size).toBe(1);
  });

  test.each([
    ["the token before, after the grace", 11, 1],
    ["an older one", 0, 2],
  ])("ends the session when it is shown %s", async (_, seconds, rotations) => {
    const { world, account, first, refresh } = await entered();
    let last = first;
    for (let turn = 0; turn < rotations; turn++) last = (await refresh(last)).next;
    world.pass(seconds);

    expect(await codeOf(refresh(first))).toBe("identity.session-over");
    expect(await codeOf(refresh(last))).toBe("identity.session-over");
    expect(world.told()).toContainEqual(
      expect.objectContaining({ data: expect.objectContaining({ reason: "token-reused" }) }),
    );
    const [sessionId] = world.members.placed.get(`${acme}/${account.user.userId}`)?.endedSessions ?? [];
    expect(world.members.marked.map(({ id }) => id)).toEqual([sessionId]);
  });

  test("does nothing to a session for somebody who never held one of its tokens", async () => {
    const { world, first, refresh } = await entered();
    const [user, session] = first.split(".");
    const forged = [user, session, "f".repeat(43), "f".repeat(43)].join(".");

    expect(await codeOf(refresh(forged))).toBe("identity.session-over");
    expect(world.sessions.size).toBe(1);
    await refresh(first);
  });

  test.each([
    undefined,
    "",
    "nonsense",
    `usr_${"0".repeat(26)}.ses_${"0".repeat(26)}.${"a".repeat(43)}.${"b".repeat(43)}`,
  ])("knows no session by %s", async (token) => {
    const { refresh } = await entered();

    expect(await codeOf(refresh(token))).toBe("identity.session-over");
  });

  test("ends after fourteen days unused, and after ninety at the latest", async () => {
    const idle = await entered();
    idle.world.pass(14 * 86_400);
    expect(await codeOf(idle.refresh(idle.first))).toBe("identity.session-over");

    const busy = await entered();
    let token = busy.first;
    for (let week = 0; week < 12; week++) {
      busy.world.pass(7 * 86_400);
      token = (await busy.refresh(token)).next;
    }
    busy.world.pass(6 * 86_400);
    expect(await codeOf(busy.refresh(token))).toBe("identity.session-over");
  });

  test("refuses who is no member any more, and a session that was ended", async () => {
    const { world, account, first, refresh } = await entered();
    const key = `${acme}/${account.user.userId}`;
    const member = world.members.placed.get(key);
    const [session] = world.sessions.keys();
    if (!member || !session) throw new Error("nobody signed in");

    world.members.placed.set(key, { ...member, endedSessions: [session] });
    expect(await codeOf(refresh(first))).toBe("identity.session-over");
    world.members.placed.set(key, { ...member, status: "removed" });
    expect(await codeOf(refresh(first))).toBe("identity.no-tenant");
  });
});
