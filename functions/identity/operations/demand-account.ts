import type { Account, User } from "#functions/identity/domain/account.ts";
import { demandStrong } from "#functions/identity/operations/demand-strong.ts";
import { type ProofDeps, provePassword } from "#functions/identity/operations/prove-password.ts";
import type { Accounts } from "#functions/identity/ports.ts";
import type { Caller } from "#functions/kernel/actor.ts";
import { AppError, refuse } from "#functions/kernel/errors/app-error.ts";
import type { NewId } from "#functions/kernel/ids.ts";

export interface JoinerDeps extends ProofDeps {
  readonly accounts: Pick<Accounts, "byEmail" | "byId" | "add" | "save">;
  readonly newId: NewId;
}

/** Somebody whose mailbox it is for certain: they hold the token that was sent there. */
interface Joiner {
  readonly email: string;
  readonly name: string | undefined;
  readonly password: string | undefined;
}

/** The joiner's active account: theirs, if they know its password; else a new one with the password they choose. */
export async function demandAccount(
  deps: JoinerDeps,
  caller: Caller,
  joiner: Joiner,
  isLastTry = false,
): Promise<User> {
  const known = await deps.accounts.byEmail(joiner.email);
  if (known?.user.status === "active") return proved(deps, caller, joiner);
  const account = await chosen(deps, joiner, known);
  try {
    await deps.apply(known ? deps.accounts.save(known, account) : deps.accounts.add(account));
    return account.user;
  } catch (error) {
    // They have made it meanwhile, in another window.
    if (isLastTry || !(error instanceof AppError)) throw error;
    return demandAccount(deps, caller, joiner, true);
  }
}

async function proved(deps: JoinerDeps, caller: Caller, { email, password }: Joiner): Promise<User> {
  const { account } = await provePassword(deps, caller, { email, password: password ?? needPassword() });
  return account.user;
}

async function chosen(deps: JoinerDeps, joiner: Joiner, known: Account | undefined): Promise<Account> {
  const name = joiner.name ?? known?.user.name ?? needName();
  const password = joiner.password ?? needPassword();
  demandStrong(password, joiner.email, "password");
  const { userId, version, createdAt } = known?.user ?? {
    userId: deps.newId("usr"),
    version: 0,
    createdAt: deps.clock().toISOString(),
  };
  return {
    user: { userId, email: joiner.email, name, status: "active", createdAt, version: version + 1 },
    credential: await deps.passwords.hash(password),
    // Whoever signed up with this address did not prove it; what they chose as a password counts no more.
    links: (known?.links ?? []).map(({ credential: _, ...link }) => link),
  };
}

const needPassword = (): never =>
  refuse("invalid", "identity.password-needed", "Your password is needed", {
    faults: [{ path: "password", message: "Give the password of your account, or choose one" }],
  });

const needName = (): never =>
  refuse("invalid", "identity.account-needed", "You have no account yet: choose a name and a password", {
    faults: [{ path: "name", message: "Required for a new account" }],
  });
