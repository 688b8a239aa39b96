import * as z from "zod";
import { isForsaken, linked, unlinked } from "#functions/identity/domain/account.ts";
import {
  type AccountDeps,
  changeAccount,
  confirmAccount,
} from "#functions/identity/operations/change-account.ts";
import { type ForgetDeps, forgetMember } from "#functions/identity/operations/forget-member.ts";
import type { Accounts, Members, Sessions, TenantRegistry } from "#functions/identity/ports.ts";
import type { OnEvent } from "#functions/kernel/events/consumer.ts";

// Each of these follows a commit to the tenant's table into the identity table. The operation that made the commit has
// done the same already, unless a crash came between; doing it again changes nothing.

const ofUser = z.object({ userId: z.string() });
const ofSession = z.object({
  userId: z.templateLiteral(["usr_", z.string()]),
  sessionId: z.templateLiteral(["ses_", z.string()]),
});
const ofOwner = z.object({ ownerId: z.string() });

/** The account may sign in. */
export const onEmailVerified =
  (deps: AccountDeps): OnEvent =>
  async ({ tenantId }, { data }) =>
    confirmAccount(deps, ofUser.parse(data).userId, tenantId);

/** The account finds its way to the tenant, if it is a member still. */
export const onMemberJoined =
  (
    deps: AccountDeps & {
      readonly members: Pick<Members, "find">;
      readonly tenants: Pick<TenantRegistry, "summary">;
    },
  ): OnEvent =>
  async ({ tenantId }, { data }) => {
    const { userId } = ofUser.parse(data);
    const [member, tenant] = await Promise.all([
      deps.members.find(tenantId, userId),
      deps.tenants.summary(tenantId),
    ]);
    if (!tenant || !member || member.status === "removed") return;
    await changeAccount(deps, userId, (account) => linked(account, tenant));
  };

/** The account forgets its way to the tenant and its sessions there, unless it has joined again. */
export const onMemberRemoved =
  (deps: ForgetDeps & { readonly members: Pick<Members, "find"> }): OnEvent =>
  async ({ tenantId }, { data }) => {
    const { userId } = ofUser.parse(data);
    const member = await deps.members.find(tenantId, userId);
    if (!member || member.status === "removed") await forgetMember(deps, userId, tenantId);
  };

/** The session's item goes. */
export const onSessionEnded =
  ({
    sessions,
    apply,
  }: Pick<AccountDeps, "apply"> & { readonly sessions: Pick<Sessions, "remove"> }): OnEvent =>
  async (_actor, { data }) =>
    apply([sessions.remove(ofSession.parse(data))]);

/** A sign-up lapsed: its owner loses what they had for it, and is forgotten if it was all there was of them. */
export const onTenantReleased =
  (deps: AccountDeps & { readonly accounts: Pick<Accounts, "byId" | "save" | "remove"> }): OnEvent =>
  async ({ tenantId }, { data }) => {
    const { ownerId } = ofOwner.parse(data);
    await changeAccount(deps, ownerId, (account) => unlinked(account, tenantId));
    const account = await deps.accounts.byId(ownerId);
    if (account && isForsaken(account)) await deps.apply(deps.accounts.remove(account));
  };
