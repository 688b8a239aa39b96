import { type Account, demandRoom, touched } from "#functions/identity/domain/account.ts";
import { normaliseEmail } from "#functions/identity/domain/email.ts";
import { demandStrong } from "#functions/identity/operations/demand-strong.ts";
import type { Accounts, Members, Passwords } from "#functions/identity/ports.ts";
import type { Change } from "#functions/kernel/commit.ts";
import type { Id, NewId } from "#functions/kernel/ids.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

interface Deps {
  readonly accounts: Pick<Accounts, "byEmail" | "add" | "save">;
  readonly passwords: Pick<Passwords, "hash">;
  readonly members: Pick<Members, "found">;
  readonly newId: NewId;
  readonly clock: Clock;
}

interface Reserved {
  readonly userId: Id<"usr">;
  readonly changes: readonly Change[];
}

/**
 * Identity's part of a sign-up: the owner of a new tenant, to be committed together with it. An address that is known
 * costs the same work: the same reads, the same hash, as many writes. The password waits beside the tenant until the
 * mail's token of this very sign-up proves it; for somebody who has an account already it is dropped.
 * Refuses with `identity.weak-password`, `identity.too-many-sign-ups`.
 */
export const reserveOwner =
  (deps: Deps) =>
  async (
    { tenantId, slug }: { readonly tenantId: Id<"tnt">; readonly slug: string },
    owner: { readonly name: string; readonly email: string; readonly password: string },
  ): Promise<Reserved> => {
    const email = normaliseEmail(owner.email);
    demandStrong(owner.password, email, "owner.password");
    const [known, hash] = await Promise.all([
      deps.accounts.byEmail(email),
      deps.passwords.hash(owner.password),
    ]);
    const link = { tenantId, slug, status: "pending" as const };
    const before = known ?? newcomer(deps, email, owner.name);
    demandRoom(before);
    const credential = before.user.status === "pending" ? hash : undefined;
    const links = [...before.links, { ...link, credential }];
    const changes = known
      ? deps.accounts.save(known, touched({ ...known, links }))
      : deps.accounts.add({ ...before, links });
    const { userId } = before.user;
    return { userId, changes: [...changes, ...deps.members.found(tenantId, userId)] };
  };

const newcomer = ({ newId, clock }: Deps, email: string, name: string): Account => ({
  user: {
    userId: newId("usr"),
    email,
    name,
    status: "pending",
    createdAt: clock().toISOString(),
    version: 1,
  },
  credential: undefined,
  links: [],
});
