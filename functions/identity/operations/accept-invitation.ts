import * as z from "zod";
import { fact } from "#events/envelope.ts";
import { memberJoinedV1 } from "#events/identity/member-joined.v1.ts";
import { linked, type User } from "#functions/identity/domain/account.ts";
import { accepted, demandUsable, type Invitation } from "#functions/identity/domain/invitation.ts";
import { changeAccount } from "#functions/identity/operations/change-account.ts";
import { demandAccount, type JoinerDeps } from "#functions/identity/operations/demand-account.ts";
import { ownCommand, tenantActor, user } from "#functions/identity/operations/tenant-actor.ts";
import type {
  Accounts,
  AsTenant,
  Invitations,
  Members,
  Proofs,
  TenantRegistry,
} from "#functions/identity/ports.ts";
import type { Caller } from "#functions/kernel/actor.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { lineOfText } from "#functions/kernel/line-of-text.ts";
import { publicOperation } from "#functions/kernel/operation.ts";

interface Deps extends JoinerDeps {
  readonly accounts: JoinerDeps["accounts"] & Pick<Accounts, "byId">;
  readonly proofs: Pick<Proofs, "find">;
  readonly invitations: Pick<Invitations, "find" | "settle">;
  readonly members: Pick<Members, "find" | "join">;
  readonly tenants: Pick<TenantRegistry, "summary">;
  readonly commit: CommitWrites;
  readonly asTenant: AsTenant;
}

/**
 * Joins an organisation by the token of a mail. First there is an account, then a member, and last the account's way to
 * the tenant: what a crash leaves undone, the same token or the event completes.
 */
export const acceptInvitation = publicOperation({
  name: "acceptInvitation",
  summary:
    "Join the organisation that invited you. Prove your password, or choose one if you have no account yet.",
  input: z.strictObject({
    token: z.string().min(1).max(200),
    name: lineOfText(120).optional(),
    password: z.string().min(1).max(256).optional(),
  }),
  output: z.object({ tenantId: z.string(), slug: z.string(), userId: z.string() }),
  problems: [
    "identity.invalid-token",
    "identity.invitation-gone",
    "identity.account-needed",
    "identity.password-needed",
    "identity.weak-password",
    "identity.wrong-credentials",
    "identity.slow-down",
    "identity.already-member",
  ],
  example: {
    input: {
      token: "q3v8zX0eHnVw1mUuJ5rT7yKcB2dLfGsA9pNoEiQxRWM",
      name: "Bo Lund",
      password: "eleven herons on a pier",
    },
    output: {
      tenantId: "tnt_01k9x6q2v5e8rbf3mwa7ch4dnz",
      slug: "acme",
      userId: "usr_01k9x7f2s8nzxh5v4jfebsmwg7",
    },
  },
  run:
    (deps: Deps) =>
    async (caller, { token, name, password }) => {
      const proof = await deps.proofs.find(deps.secrets.digest(token));
      if (proof?.purpose !== "invitation") return invalidToken();
      return deps.asTenant(proof.tenantId, async () => {
        const [invitation, tenant] = await Promise.all([
          deps.invitations.find(proof.tenantId, proof.invitationId),
          deps.tenants.summary(proof.tenantId),
        ]);
        if (!invitation || !tenant) return invalidToken();
        demandUsable(invitation, deps.clock());
        const joiner = await demandAccount(deps, caller, { email: invitation.email, name, password });
        await joinOnce(deps, caller, invitation, joiner);
        const { tenantId, slug } = tenant;
        await changeAccount(deps, joiner.userId, (account) => linked(account, { tenantId, slug }));
        return { tenantId, slug, userId: joiner.userId };
      });
    },
});

const invalidToken = (): never =>
  refuse("gone", "identity.invalid-token", "This token is not known or has expired");

async function joinOnce(deps: Deps, caller: Caller, invitation: Invitation, joiner: User): Promise<void> {
  try {
    await join(deps, caller, invitation, joiner);
  } catch (error) {
    // What stood in the way may have been this very person, who came twice.
    const now = await deps.invitations.find(invitation.tenantId, invitation.invitationId);
    if (now?.acceptedBy !== joiner.userId) throw error;
  }
}

async function join(deps: Deps, caller: Caller, invitation: Invitation, joiner: User): Promise<void> {
  const { tenantId, invitationId, role, employeeId } = invitation;
  const { userId, name, email } = joiner;
  const taken = accepted(invitation, userId, deps.clock());
  if (taken === invitation) return;
  const before = await deps.members.find(tenantId, userId);
  if (before && before.status !== "removed")
    refuse("conflict", "identity.already-member", "You are a member already");
  const command = ownCommand("acceptInvitation", `accept.${invitationId}`);
  await deps.commit(tenantActor(caller, tenantId, user(userId), command), {
    changes: [
      ...deps.invitations.settle(taken),
      ...deps.members.join(tenantId, before, { userId, role, employeeId }),
    ],
    events: [
      fact(memberJoinedV1, {
        sequence: (before?.version ?? 0) + 1,
        data: { userId, invitationId, role, employeeId },
        personal: { of: userId, fields: { name, email } },
      }),
    ],
    answer: undefined,
  });
}
