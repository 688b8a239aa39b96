import { verificationHours } from "#functions/identity/domain/account.ts";
import { reservationLetter, verificationLetter } from "#functions/identity/domain/mails/letters.ts";
import type { Accounts } from "#functions/identity/ports.ts";
import { type PostDeps, post } from "#functions/identity/subscribers/post.ts";

interface Deps extends PostDeps {
  readonly accounts: Pick<Accounts, "byId">;
}

/** Mails an owner-to-be the token that proves their address for one tenant. Once it is proved, there is nothing to send. */
export const sendVerification =
  (deps: Deps) =>
  async (causeId: string, tenantId: string, userId: string): Promise<void> => {
    const [account, tenant] = await Promise.all([deps.accounts.byId(userId), deps.tenants.summary(tenantId)]);
    const waits = account?.links.some((link) => link.tenantId === tenantId && link.status === "pending");
    if (!account || !tenant || !waits) return;
    const { email, name, status } = account.user;
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
