import { type Account, verificationHours } from "#functions/identity/domain/account.ts";
import { reservationLetter, verificationLetter } from "#functions/identity/domain/mails/letters.ts";
import { countQuietly, forgive, type GuardDeps } from "#functions/identity/operations/guard.ts";
import type { Accounts, TenantSummary } from "#functions/identity/ports.ts";
import { type PostDeps, post } from "#functions/identity/subscribers/post.ts";

interface Deps extends PostDeps, GuardDeps {
  readonly accounts: Pick<Accounts, "byId">;
}

/**
 * Mails an owner-to-be the token that proves their address for one tenant. Once it is proved, there is nothing to send;
 * nor is there when the address has got too many of them lately, for anybody can sign up with it. Its owner can ask once
 * more.
 */
export const sendVerification =
  (deps: Deps) =>
  async (causeId: string, tenantId: string, userId: string): Promise<void> => {
    const [account, tenant] = await Promise.all([deps.accounts.byId(userId), deps.tenants.summary(tenantId)]);
    const waits = account?.links.some((link) => link.tenantId === tenantId && link.status === "pending");
    if (!account || !tenant || !waits) return;
    const address = deps.secrets.digest(account.user.email);
    const counted = await countQuietly(deps, "verification", address);
    if (!counted) return;
    try {
      await mail(deps, causeId, account, tenant);
    } catch (error) {
      // It was not sent, and will be tried again.
      await forgive(deps, "verification", address, counted);
      throw error;
    }
  };

function mail(deps: Deps, causeId: string, { user }: Account, tenant: TenantSummary): Promise<void> {
  const { userId, email, name, status } = user;
  return post(deps, {
    causeId,
    to: email,
    tenant,
    page: "verify-email",
    proof: { purpose: "verify-email", userId, tenantId: tenant.tenantId },
    goodForHours: verificationHours,
    write: (about) =>
      status === "active" ? reservationLetter({ ...about, name }) : verificationLetter({ ...about, name }),
  });
}
