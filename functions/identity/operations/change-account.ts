import { type Account, confirmed } from "#functions/identity/domain/account.ts";
import type { Accounts, ApplyChanges } from "#functions/identity/ports.ts";
import type { Change } from "#functions/kernel/commit.ts";
import { AppError } from "#functions/kernel/errors/app-error.ts";

export interface AccountDeps {
  readonly accounts: Pick<Accounts, "byId" | "save">;
  readonly apply: ApplyChanges;
}

const rivals = 5;

type ChangeIt = (account: Account) => Account | undefined;

/**
 * Changes an account as it is now, beginning again when somebody else changed it meanwhile. `change` gives the account
 * itself when there is nothing to change; an account that is not there stays so.
 */
export async function changeAccount(
  deps: AccountDeps,
  userId: string,
  change: ChangeIt,
  also: readonly Change[] = [],
): Promise<void> {
  for (let rival = 1; ; rival++) {
    const changes = [...(await changesOf(deps.accounts, userId, change)), ...also];
    if (changes.length === 0) return;
    const isDone = await deps.apply(changes).then(() => true, rival < rivals ? changedMeanwhile : undefined);
    if (isDone) return;
  }
}

async function changesOf(accounts: AccountDeps["accounts"], userId: string, change: ChangeIt) {
  const before = await accounts.byId(userId);
  const after = before && change(before);
  return before && after && after !== before ? accounts.save(before, after) : [];
}

function changedMeanwhile(error: unknown): false {
  if (error instanceof AppError && error.code === "identity.account-changed") return false;
  throw error;
}

/** The owner of a tenant has proved their address: they may sign in, with the password of that sign-up if they had none. */
export const confirmAccount = (
  deps: AccountDeps,
  userId: string,
  tenantId: string,
  also: readonly Change[] = [],
): Promise<void> => changeAccount(deps, userId, (account) => confirmed(account, tenantId), also);
