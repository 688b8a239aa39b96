import { describe, expect, test } from "vitest";
import type { Role } from "#functions/identity/domain/roles.ts";
import { changeMember } from "#functions/identity/operations/change-member.ts";
import { listMembers } from "#functions/identity/operations/list-members.ts";
import { listSessions } from "#functions/identity/operations/list-sessions.ts";
import { readMe } from "#functions/identity/operations/read-me.ts";
import { removeMember } from "#functions/identity/operations/remove-member.ts";
import { signIn } from "#functions/identity/operations/sign-in.ts";
import { signOut } from "#functions/identity/operations/sign-out.ts";
import { signOutEverywhere } from "#functions/identity/operations/sign-out-everywhere.ts";
import {
  onMemberRemoved,
  onSessionEnded,
  onTenantReleased,
} from "#functions/identity/subscribers/on-account-facts.ts";
import { callerWith, identityInMemory } from "#tests/identity/identity-in-memory.ts";
import { acme, codeOf, globex, password, settle, signedInAs } from "#tests/identity/people.ts";

function company() {
  const world = identityInMemory();
  const ada = settle(world);
  const bo = settle(world, { email: "bo@acme.example", role: "employee" });
  const change = (
    by: Role,
    target: typeof ada,
    more: Omit<Parameters<ReturnType<typeof changeMember.run>>[1], "userId">,
  ) => changeMember.run(world.deps)(signedInAs(ada, by), { userId: target.user.userId, ...more });
  const removal = (target: typeof ada, by: Role = "owner") =>
    removeMember.run(world.deps)(signedInAs(ada, by), { userId: target.user.userId });
  const enter = async (email: string, tenant?: string) => {
    const { accessToken } = await signIn.run(world.deps)(callerWith(), { email, password, tenant });
    return accessToken.split("/")[0] as `ses_${string}`;
  };
  return { world, ada, bo, change, removal, enter };
}

describe("changeMember", () => {
  test("changes the role, marks the person at the door and tells it", async () => {
    const { world, bo, change } = company();
    const { userId } = bo.user;

    expect(await change("owner", bo, { role: "manager" })).toMatchObject({ role: "manager", version: 2 });
    expect(world.members.marked.map(({ id }) => id)).toEqual([userId]);
    expect(world.told()).toMatchObject([{ sequence: 2, data: { userId, role: "manager" } }]);
  });

  test("joins a member to an employee and parts them", async () => {
    const { world, bo, change } = company();
    const employeeId = "emp_01k9x7c8p3jtwe7r0ebgn8hsd4" as const;

    expect(await codeOf(change("owner", bo, { employeeId }))).toBe("identity.no-such-employee");
    world.employees.set(employeeId, "bo@acme.example");
    expect((await change("owner", bo, { employeeId })).employeeId).toBe(employeeId);
    expect((await change("owner", bo, { role: "manager" })).employeeId).toBe(employeeId);
    expect((await change("owner", bo, { employeeId: null })).employeeId).toBeUndefined();
    expect(world.members.placed.get(`${acme}/${bo.user.userId}`)?.role).toBe("manager");
  });

  test.each<[string, Role, "ada" | "bo", Role, string]>([
    ["an admin makes nobody owner", "admin", "bo", "owner", "identity.owners-only"],
    ["an admin touches no owner", "admin", "ada", "employee", "identity.owners-only"],
    ["the last owner stays", "owner", "ada", "admin", "identity.last-owner"],
    ["an admin makes admins", "admin", "bo", "admin", "no refusal"],
  ])("%s", async (_, by, target, role, code) => {
    const staff = company();

    expect(await codeOf(staff.change(by, staff[target], { role }))).toBe(code);
  });

  test("refuses a stale version, and who is no member", async () => {
    const { world, ada, bo, change } = company();
    await change("owner", bo, { role: "manager" });
    const nobody = changeMember.run(world.deps)(signedInAs(ada), { userId: "usr_nobody", role: "admin" });

    expect(await codeOf(change("owner", bo, { role: "admin", expectedVersion: 1 }))).toBe("request.stale");
    expect(await codeOf(nobody)).toBe("identity.member-not-found");
  });

  test("of two owners who step down at the same time one stays", async () => {
    const { world, ada, bo, change } = company();
    await change("owner", bo, { role: "owner" });
    const codes = await Promise.all([
      codeOf(change("owner", ada, { role: "admin" })),
      codeOf(change("owner", bo, { role: "admin" })),
    ]);

    expect(codes.toSorted()).toEqual(["identity.last-owner", "no refusal"]);
    const roles = [...world.members.placed.values()].map(({ role }) => role);
    expect(roles.filter((role) => role === "owner")).toHaveLength(1);
  });
});

describe("removeMember", () => {
  test("ends the membership, the way to the tenant and its sessions, and no others", async () => {
    const { world, bo, removal, enter } = company();
    const elsewhere = { tenantId: globex, slug: "globex", status: "active" as const };
    world.accounts.store({ ...bo, links: [...bo.links, elsewhere] });
    world.members.place(globex, {
      userId: bo.user.userId,
      role: "employee",
      status: "active",
      version: 1,
      endedSessions: [],
    });
    await enter("bo@acme.example", "acme");
    const kept = await enter("bo@acme.example", "globex");
    await removal(bo);

    expect([...world.sessions.keys()]).toEqual([kept]);
    expect(world.accounts.byId.get(bo.user.userId)?.links).toEqual([elsewhere]);
    expect(await codeOf(removal(bo))).toBe("identity.member-not-found");
    expect(world.members.marked.map(({ id }) => id)).toEqual([bo.user.userId]);
  });

  test("keeps the last owner, and owners from admins", async () => {
    const { ada, removal } = company();

    expect(await codeOf(removal(ada))).toBe("identity.last-owner");
    expect(await codeOf(removal(ada, "admin"))).toBe("identity.owners-only");
  });

  test("is completed by the event when it was cut off, unless the person has joined again", async () => {
    const { world, ada, bo, enter } = company();
    await enter("bo@acme.example");
    const cutOff = removeMember.run({ ...world.deps, apply: () => Promise.reject(new Error("killed")) });
    await expect(cutOff(signedInAs(ada), { userId: bo.user.userId })).rejects.toThrow("killed");
    const hear = () =>
      onMemberRemoved(world.deps)({ tenantId: acme } as never, { data: { userId: bo.user.userId } } as never);

    await hear();
    expect(world.accounts.byId.get(bo.user.userId)?.links).toEqual([]);
    expect(world.sessions.size).toBe(0);

    world.accounts.store(bo);
    const back = {
      userId: bo.user.userId,
      role: "employee",
      status: "active",
      version: 3,
      endedSessions: [],
    } as const;
    world.members.place(acme, back);
    await hear();
    expect(world.accounts.byId.get(bo.user.userId)?.links).toHaveLength(1);
  });
});

test("listMembers() shows people by name and leaves out who was removed", async () => {
  const { world, ada, bo, removal } = company();
  const list = () => listMembers.run(world.deps)(signedInAs(ada), { limit: 50 });

  expect((await list()).items.map(({ email }) => email)).toEqual(["ada@acme.example", "bo@acme.example"]);
  await removal(bo);
  expect((await list()).items.map(({ email }) => email)).toEqual(["ada@acme.example"]);
});

test("readMe() tells who one is", async () => {
  const { world, bo } = company();

  expect(await readMe.run(world.deps)(signedInAs(bo, "employee"), {})).toMatchObject({
    email: "bo@acme.example",
    role: "employee",
    tenants: [{ tenantId: acme, slug: "acme" }],
  });
  expect(
    await codeOf(readMe.run(world.deps)(signedInAs({ user: { ...bo.user, userId: "usr_gone" } }), {})),
  ).toBe("identity.session-over");
});

describe("signing out", () => {
  test("ends this session's tokens and forgets the cookie", async () => {
    const { world, bo, enter } = company();
    const sessionId = await enter("bo@acme.example");
    const other = await enter("bo@acme.example");
    const actor = signedInAs(bo, "employee", { sessionId });
    const { items } = await listSessions.run(world.deps)(actor, {});

    expect(items.map(({ current }) => current)).toEqual([true, false]);
    expect(await signOut.run(world.deps)(actor, {})).toEqual({ cookie: "cookie=" });
    expect([...world.sessions.keys()]).toEqual([other]);
    expect(world.members.placed.get(`${acme}/${bo.user.userId}`)?.endedSessions).toEqual([sessionId]);
  });

  test("everywhere ends the sessions of all tenants", async () => {
    const { world, bo, enter } = company();
    const elsewhere = { tenantId: globex, slug: "globex", status: "active" as const };
    world.accounts.store({ ...bo, links: [...bo.links, elsewhere] });
    world.members.place(globex, {
      userId: bo.user.userId,
      role: "employee",
      status: "active",
      version: 1,
      endedSessions: [],
    });
    const sessionId = await enter("bo@acme.example", "acme");
    const other = await enter("bo@acme.example", "globex");
    await signOutEverywhere.run(world.deps)(signedInAs(bo, "employee", { sessionId }), {});

    expect(world.sessions.size).toBe(0);
    expect(world.members.placed.get(`${globex}/${bo.user.userId}`)?.endedSessions).toEqual([other]);
  });

  test("is completed by the event when it was cut off", async () => {
    const { world, bo, enter } = company();
    const sessionId = await enter("bo@acme.example");
    const cutOff = signOut.run({ ...world.deps, apply: () => Promise.reject(new Error("killed")) });
    await expect(cutOff(signedInAs(bo, "employee", { sessionId }), {})).rejects.toThrow("killed");

    const data = { userId: bo.user.userId, sessionId };
    await onSessionEnded(world.deps)({ tenantId: acme } as never, { data } as never);
    expect(world.sessions.size).toBe(0);
  });
});

describe("a released sign-up", () => {
  test("leaves nothing of an owner who owned nothing else", async () => {
    const { world } = company();
    const cy = settle(world, {
      email: "cy@globex.example",
      status: "pending",
      tenants: [{ tenantId: globex, slug: "g" }],
    });
    await onTenantReleased(world.deps)(
      { tenantId: globex } as never,
      { data: { ownerId: cy.user.userId } } as never,
    );

    expect(world.accounts.byId.has(cy.user.userId)).toBe(false);
    expect(await world.deps.accounts.byEmail("cy@globex.example")).toBeUndefined();
  });

  test("leaves somebody else's account as it is but for the way there", async () => {
    const { world, bo } = company();
    world.accounts.store({ ...bo, links: [...bo.links, { tenantId: globex, slug: "g", status: "pending" }] });
    await onTenantReleased(world.deps)(
      { tenantId: globex } as never,
      { data: { ownerId: bo.user.userId } } as never,
    );

    expect(world.accounts.byId.get(bo.user.userId)?.links).toEqual(bo.links);
  });
});
