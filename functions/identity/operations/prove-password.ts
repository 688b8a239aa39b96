import { fact } from "#events/envelope.ts";
import { signInsRefusedV1 } from "#events/identity/sign-ins-refused.v1.ts";
import { type Account, credentialOf } from "#functions/identity/domain/account.ts";
import { normaliseEmail } from "#functions/identity/domain/email.ts";
import { isTold } from "#functions/identity/domain/throttle.ts";
import { countTry, demandPatience, forgive } from "#functions/identity/operations/guard.ts";
import { ownCommand, tenantActor } from "#functions/identity/operations/tenant-actor.ts";
import type {
  Accounts,
  ApplyChanges,
  KnownPlaces,
  Passwords,
  Pretend,
  Secrets,
  Throttles,
} from "#functions/identity/ports.ts";
import type { Caller } from "#functions/kernel/actor.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { AppError, refuse } from "#functions/kernel/errors/app-error.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

export interface ProofDeps {
  readonly accounts: Pick<Accounts, "byEmail" | "save">;
  readonly passwords: Passwords;
  readonly throttles: Throttles;
  readonly knownPlaces: KnownPlaces;
  readonly secrets: Pick<Secrets, "digest">;
  readonly apply: ApplyChanges;
  /** Commits to the identity table. */
  readonly commitIdentity: CommitWrites;
  readonly pretend: Pretend;
  readonly clock: Clock;
}

interface Tried {
  readonly email: string;
  readonly password: string;
}

/**
 * Finds out whether a password is that of the address's account. An address that nobody has costs the same work and gets
 * the same refusal (`identity.wrong-credentials`); guessing slows down per account and per network address
 * (`identity.slow-down`). Where the right password came from before, failures are counted apart: strangers who guess from
 * elsewhere do not shut the owner out.
 * @returns the account, and how many wrong passwords were tried since the last right one.
 */
export async function provePassword(deps: ProofDeps, caller: Caller, { email: given, password }: Tried) {
  const email = normaliseEmail(given);
  const place = deps.throttles.placeOf(caller.address);
  const here = deps.secrets.digest(`${email}\n${place}`);
  const [account, isKnownHere] = await Promise.all([
    deps.accounts.byEmail(email),
    deps.knownPlaces.has(here),
    demandPatience(deps, "address", place),
  ]);
  const subject = isKnownHere ? here : deps.secrets.digest(email);
  const counted = await countTry(deps, "account", subject);
  const hash = account && credentialOf(account);
  if (!(await deps.passwords.matches(password, hash)) || !account || hash === undefined) {
    await countTry(deps, "address", place).catch(ignoreRefusal);
    if (isTold(counted.count)) await tell(deps, caller, account, counted.count);
    return refuse("unauthenticated", "identity.wrong-credentials", "The address or the password is wrong");
  }
  await Promise.all([forgive(deps, "account", subject, counted), deps.knownPlaces.keep(here)]);
  if (deps.passwords.isOutdated(hash)) await renew(deps, account, password);
  return { account, failuresBefore: counted.count - 1 };
}

async function tell(deps: ProofDeps, caller: Caller, account: Account | undefined, failures: number) {
  const tenants = account?.links ?? [];
  if (!account || tenants.length === 0) return deps.pretend();
  const guard = { kind: "system", id: "identity.sign-in" } as const;
  const command = ownCommand("signIn", caller.requestId);
  await Promise.all(
    tenants.map(({ tenantId }) =>
      deps.commitIdentity(tenantActor(caller, tenantId, guard, command), {
        changes: [],
        events: [
          fact(signInsRefusedV1, { sequence: failures, data: { userId: account.user.userId, failures } }),
        ],
        answer: undefined,
      }),
    ),
  );
}

// The hash is of another cost than the stamp asks for now; only somebody who knows the password can make a new one.
async function renew(deps: ProofDeps, account: Account, password: string): Promise<void> {
  if (account.user.status !== "active") return;
  const user = { ...account.user, version: account.user.version + 1 };
  const credential = await deps.passwords.hash(password);
  await deps.apply(deps.accounts.save(account, { ...account, user, credential })).catch(ignoreRefusal);
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof AppError)) throw error;
}
