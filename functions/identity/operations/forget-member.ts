import { unlinked } from "#functions/identity/domain/account.ts";
import { type AccountDeps, changeAccount } from "#functions/identity/operations/change-account.ts";
import type { Sessions } from "#functions/identity/ports.ts";

export interface ForgetDeps extends AccountDeps {
  readonly sessions: Pick<Sessions, "ofUser" | "remove">;
}

/** Takes away a former member's way to the tenant, and their sessions there. */
export async function forgetMember(deps: ForgetDeps, userId: string, tenantId: string): Promise<void> {
  const sessions = (await deps.sessions.ofUser(userId)).filter((session) => session.tenantId === tenantId);
  const removals = sessions.map(deps.sessions.remove);
  await changeAccount(deps, userId, (account) => unlinked(account, tenantId), removals);
}
