import { describe, expect, test } from "vitest";
import type { Role } from "#functions/identity/domain/roles.ts";
import { acceptInvitation } from "#functions/identity/operations/accept-invitation.ts";
import { inviteMember } from "#functions/identity/operations/invite-member.ts";
import { listInvitations } from "#functions/identity/operations/list-invitations.ts";
import { revokeInvitation } from "#functions/identity/operations/revoke-invitation.ts";
import { signIn } from "#functions/identity/operations/sign-in.ts";
import { onMemberJoined } from "#functions/identity/subscribers/on-account-facts.ts";
import { onMemberInvited } from "#functions/identity/subscribers/on-member-invited.ts";
import type { Id } from "#functions/kernel/ids.ts";
import { callerWith, identityInMemory } from "#tests/identity/identity-in-memory.ts";
import { acme, codeOf, globex, password, settle, signedInAs } from "#tests/identity/people.ts";

const bo = "bo@acme.example";
const boPassword = "eleven herons on a pier";

function company() {
  const world = identityInMemory();
  const ada = settle(world);
  const invite = (role: Role, email = bo, by: Role = "owner", more = {}) =>
    inviteMember.run(world.deps)(signedInAs(ada, by), { email, role, ...more });
  const mailedToken = async (invitationId: string) => {
    const event = { id: `evt_${world.mails.length}`, data: { invitationId } };
    await onMemberInvited(world.deps)({ tenantId: acme } as never, event as never);
    return /^Token: (\S+)$/m.exec(world.mails.at(-1)?.text ?? "")?.[1] ?? "";
  };
  const accept = (
    token: string,
    more: { name?: string; password?: string } = { name: "Bo", password: boPassword },
  ) => acceptInvitation.run(world.deps)(callerWith(), { token, ...more });
  return { world, ada, invite, mailedToken, accept };
}

const idIn = ({ id }: { id: string }) => id as Id<"inv">;

describe("inviteMember", () => {
  test("keeps the address out of the event's open part", async () => {
    const { world, invite } = company();
    const { id, status, expiresAt } = await invite("manager");

    expect({ status, expiresAt }).toEqual({ status: "pending", expiresAt: "2026-11-27T09:00:00.000Z" });
    expect(world.told()).toMatchObject([
      { data: { invitationId: id, role: "manager" }, personal: { of: id, fields: { email: bo } } },
    ]);
    expect(JSON.stringify(world.told()[0]?.data)).not.toContain("bo@");
  });

  test("links the employee whom people know by this address, unless another is named", async () => {
    const { world, invite } = company();
    world.employees.set("emp_01k9x7c8p3jtwe7r0ebgn8hsd4", bo);

    await invite("employee");
    expect(world.told()[0]?.data).toMatchObject({ employeeId: "emp_01k9x7c8p3jtwe7r0ebgn8hsd4" });
    const nobody = { employeeId: "emp_01k9x7c8p3jtwe7r0ebgn8hsd5" as const };
    expect(await codeOf(invite("employee", "cy@acme.example", "owner", nobody))).toBe(
      "identity.no-such-employee",
    );
  });

  test("lets only an owner invite owners", async () => {
    const { invite } = company();

    expect(await codeOf(invite("owner", bo, "admin"))).toBe("identity.owners-only");
    expect(await codeOf(invite("admin", bo, "admin"))).toBe("no refusal");
  });

  test("refuses a member, and an address that is invited already, in whatever case", async () => {
    const { invite } = company();
    await invite("manager");

    expect(await codeOf(invite("employee", "BO@acme.example"))).toBe("identity.already-invited");
    expect(await codeOf(invite("employee", "ada@acme.example"))).toBe("identity.already-member");
  });
});

describe("acceptInvitation", () => {
  test("makes an account and a member, who can sign in", async () => {
    const { world, invite, mailedToken, accept } = company();
    const employeeId = "emp_01k9x7c8p3jtwe7r0ebgn8hsd4" as const;
    world.employees.set(employeeId, "somebody@acme.example");
    const token = await mailedToken((await invite("manager", bo, "owner", { employeeId })).id);

    const { userId, slug } = await accept(token);

    expect(slug).toBe("acme");
    expect(world.members.placed.get(`${acme}/${userId}`)).toMatchObject({ role: "manager", employeeId });
    expect(world.told().at(-1)).toMatchObject({
      contract: { type: "identity.member-joined.v1" },
      personal: { of: userId, fields: { name: "Bo", email: bo } },
    });
    const { accessToken } = await signIn.run(world.deps)(callerWith(), { email: bo, password: boPassword });
    expect(accessToken).toMatch(/\/manager$/);
  });

  test("asks somebody who has an account for its password, and for nothing else", async () => {
    const { world, invite, mailedToken, accept } = company();
    const known = settle(world, { email: bo, tenants: [{ tenantId: globex, slug: "globex" }] });
    const token = await mailedToken((await invite("employee")).id);

    expect(await codeOf(accept(token, {}))).toBe("identity.password-needed");
    expect(await codeOf(accept(token, { password: "wrong and long enough" }))).toBe(
      "identity.wrong-credentials",
    );
    expect((await accept(token, { password })).userId).toBe(known.user.userId);
    expect(world.accounts.byId.get(known.user.userId)?.links.map(({ slug }) => slug)).toEqual([
      "globex",
      "acme",
    ]);
  });

  test("drops the password of a sign-up that the person never verified", async () => {
    const { world, invite, mailedToken, accept } = company();
    const squatted = settle(world, {
      email: bo,
      status: "pending",
      tenants: [{ tenantId: globex, slug: "globex" }],
    });
    await accept(await mailedToken((await invite("employee")).id));

    const account = world.accounts.byId.get(squatted.user.userId);
    expect(account).toMatchObject({
      user: { status: "active", name: "Bo" },
      credential: `hash of ${boPassword}`,
    });
    expect(account?.links.map(({ credential }) => credential)).toEqual([undefined, undefined]);
  });

  test.each([
    [{ password: boPassword }, "identity.account-needed"],
    [{ name: "Bo" }, "identity.password-needed"],
    [{ name: "Bo", password: "short" }, "identity.weak-password"],
  ])("asks somebody new for a name and a good password: %j", async (given, code) => {
    const { invite, mailedToken, accept } = company();

    expect(await codeOf(accept(await mailedToken((await invite("employee")).id), given))).toBe(code);
  });

  test("answers who accepts again as before, and refuses everybody else", async () => {
    const { world, invite, mailedToken, accept } = company();
    const { id } = await invite("owner");
    const token = await mailedToken(id);
    const first = await accept(token);
    const told = world.told().length;

    expect(await accept(token)).toEqual(first);
    expect(world.told()).toHaveLength(told);
    expect(await codeOf(accept(token, { name: "Eve", password: "wrong and long enough" }))).toBe(
      "identity.wrong-credentials",
    );
    expect(await codeOf(accept("nonsense"))).toBe("identity.invalid-token");
  });

  test("of two at the same time makes one account and one member", async () => {
    const { world, invite, mailedToken, accept } = company();
    const token = await mailedToken((await invite("owner")).id);
    const [one, other] = await Promise.all([accept(token), accept(token)]);

    expect(one).toEqual(other);
    expect(world.told().filter(({ contract }) => contract.type === "identity.member-joined.v1")).toHaveLength(
      1,
    );
  });

  test("refuses an invitation that was taken back or has run out", async () => {
    const { world, ada, invite, mailedToken, accept } = company();
    const invitation = await invite("employee");
    const token = await mailedToken(invitation.id);
    await revokeInvitation.run(world.deps)(signedInAs(ada), { id: idIn(invitation) });
    expect(await codeOf(accept(token))).toBe("identity.invitation-gone");

    const late = await mailedToken((await invite("employee")).id);
    world.pass(7 * 86_400 - 1);
    expect(await codeOf(accept(late, {}))).toBe("identity.account-needed");
    world.pass(1);
    expect(await codeOf(accept(late))).toBe("identity.invalid-token");
  });

  test.each(["the token", "the event"])(
    "is completed by %s when it was cut off after the membership",
    async (by) => {
      const { world, invite, mailedToken, accept } = company();
      const token = await mailedToken((await invite("employee")).id);
      let applied = 0;
      const apply: typeof world.deps.apply = (changes) => {
        applied += 1;
        return applied === 1 ? world.deps.apply(changes) : Promise.reject(new Error("killed"));
      };
      const cutOff = acceptInvitation.run({ ...world.deps, apply });
      await expect(cutOff(callerWith(), { token, name: "Bo", password: boPassword })).rejects.toThrow(
        "killed",
      );
      const userId =
        [...world.accounts.byId.values()].find(({ user }) => user.email === bo)?.user.userId ?? "";
      expect(world.accounts.byId.get(userId)?.links).toEqual([]);

      if (by === "the token") await accept(token);
      else await onMemberJoined(world.deps)({ tenantId: acme } as never, { data: { userId } } as never);
      expect(world.accounts.byId.get(userId)?.links).toMatchObject([{ tenantId: acme, status: "active" }]);
    },
  );
});

describe("revokeInvitation", () => {
  test("frees the address, is not found elsewhere, and leaves owners' invitations to owners", async () => {
    const { world, ada, invite } = company();
    const invitation = await invite("owner");
    const revoke = (id: Id<"inv">, by: Role = "owner") =>
      revokeInvitation.run(world.deps)(signedInAs(ada, by), { id });

    expect(await codeOf(revoke("inv_nobody"))).toBe("identity.invitation-not-found");
    expect(await codeOf(revoke(idIn(invitation), "admin"))).toBe("identity.owners-only");
    await revoke(idIn(invitation));
    expect(await codeOf(revoke(idIn(invitation)))).toBe("identity.invitation-gone");
    await invite("employee");
    const { items } = await listInvitations.run(world.deps)(signedInAs(ada), { limit: 50 });
    expect(items.map(({ status }) => status)).toEqual(["revoked", "pending"]);
  });

  test("sends no mail for an invitation that is taken back before", async () => {
    const { world, ada, invite, mailedToken } = company();
    const invitation = await invite("employee");
    await revokeInvitation.run(world.deps)(signedInAs(ada), { id: idIn(invitation) });
    await mailedToken(invitation.id);

    expect(world.mails).toEqual([]);
  });
});
