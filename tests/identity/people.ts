import type { Account } from "#functions/identity/domain/account.ts";
import type { Role } from "#functions/identity/domain/roles.ts";
import { identityPermissions } from "#functions/identity/permissions.ts";
import type { Actor } from "#functions/kernel/actor.ts";
import type { Id } from "#functions/kernel/ids.ts";
import { type identityInMemory, now } from "#tests/identity/identity-in-memory.ts";
import { actorFor, idOf, idsInOrder } from "#tests/support/actors.ts";

export const password = "seven grey geese";

export const acme = idOf("tnt", 1);
export const globex = idOf("tnt", 2);

type World = ReturnType<typeof identityInMemory>;

const newUserId = idsInOrder();

interface Person {
  readonly email?: string;
  readonly status?: "pending" | "active";
  readonly tenants?: readonly { readonly tenantId: Id<"tnt">; readonly slug: string }[];
  readonly role?: Role;
}

/** Puts somebody who has an account, and is a member of their tenants, into the world. */
export function settle(world: World, person: Person = {}): Account {
  const { email = "ada@acme.example", status = "active", role = "owner" } = person;
  const tenants = person.tenants ?? [{ tenantId: acme, slug: "acme" }];
  const userId = newUserId("usr");
  const hash = `hash of ${password}`;
  const account: Account = {
    user: { userId, email, name: "Ada Berg", status, createdAt: now.toISOString(), version: 1 },
    credential: status === "active" ? hash : undefined,
    links: tenants.map((tenant) => ({
      ...tenant,
      status,
      ...(status === "pending" && { credential: hash }),
    })),
  };
  world.accounts.store(account);
  for (const { tenantId, slug } of tenants) {
    world.members.place(tenantId, { userId, role, status: "active", version: 1, endedSessions: [] });
    world.tenants.set(tenantId, {
      tenantId,
      slug,
      name: `The ${slug}`,
      status: status === "pending" ? "pending-verification" : "active",
      locale: "en",
    });
  }
  return account;
}

/** The person as they stand behind the door. */
export const signedInAs = (
  { user }: Pick<Account, "user">,
  role: Role = "owner",
  more: Partial<Actor> = {},
): Actor =>
  actorFor(identityPermissions, role, {
    tenantId: acme,
    subject: { kind: "user", id: user.userId },
    ...more,
  });

/** The refusal of a promise, by its code. */
export const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "no refusal",
    (error: unknown) =>
      error instanceof Error && "code" in error ? String(error.code) : `no refusal of ours: ${error}`,
  );
