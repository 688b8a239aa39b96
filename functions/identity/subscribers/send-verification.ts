import { verificationHours } from "#functions/identity/domain/account.ts";
import { reservationLetter, verificationLetter } from "#functions/identity/domain/mails/letters.ts";
import { type GuardDeps, isFree } from "#functions/identity/operations/guard.ts";
import type { Accounts } from "#functions/identity/ports.ts";
import { type PostDeps, post } from "#functions/identity/subscribers/post.ts";

interface Deps extends Omit<PostDeps, "clock">, GuardDeps {
  readonly accounts: Pick<Accounts, "byId">;
}

/**
 * Mails an owner-to-be the token that proves their address for one tenant. Once it is proved, there is nothing to send;
 * nor is there when the address has got too many of them lately: anybody can sign up with it. They can ask once more.
 */
export const sendVerification =
  (deps: Deps) =>
  async (causeId: string, tenantId: string, userId: string): Promise<void> => {
    const [account, tenant] = await Promise.all([deps.accounts.byId(userId), deps.tenants.summary(tenantId)]);
    const waits = account?.links.some((link) => link.tenantId === tenantId && link.status === "pending");
    if (!account || !tenant || !waits) return;
    const { email, name, status } = account.user;
    if (!(await isFree(deps, "verification", deps.secrets.digest(email)))) return;
    await post(deps, {
      causeId,
      to: email,
      tenant,
      page: "verify-email",
      proof: { purpose: "verify-email", userId: account.user.userId, tenantId: tenant.tenantId },
      goodForHours: verificationHours,
      write: (about) =>
        status === "active" ? reservationLetter({ ...about, name }) : verificationLetter({ ...about, name }),
    });
  };
