import { refuse } from "#functions/kernel/errors/app-error.ts";
import type { Id } from "#functions/kernel/ids.ts";

/** A person who can sign in. `pending` until they have proved that the address is theirs. */
export interface User {
  readonly userId: Id<"usr">;
  readonly email: string;
  readonly name: string;
  readonly status: "pending" | "active";
  readonly createdAt: string;
  /** Grows with every change of the account. */
  readonly version: number;
}

/** A tenant that the user belongs to; a copy of their membership by which sign-in finds its way. */
export interface Link {
  readonly tenantId: Id<"tnt">;
  readonly slug: string;
  readonly status: "pending" | "active";
  /**
   * The password, hashed, of a sign-up that was not verified yet. It becomes the user's only with the mail's token of
   * that very sign-up: else somebody could sign up with a stranger's address first and keep a key to their account.
   */
  readonly credential?: string | undefined;
}

/** All that is known of a user by their address or id. */
export interface Account {
  readonly user: User;
  /** The password, hashed; there is none while the user is pending. */
  readonly credential: string | undefined;
  /** Oldest first. */
  readonly links: readonly Link[];
}

/** The hash that a password must match: the user's own, or, while they are pending, that of their latest sign-up. */
export const credentialOf = ({ user, credential, links }: Account): string | undefined =>
  user.status === "active" ? credential : links.findLast((link) => link.credential)?.credential;

/**
 * The account after its owner has proved, for that tenant, that the address is theirs. Passwords of other sign-ups are
 * dropped. The same account when there is nothing to prove any more; `undefined` when the tenant is not theirs.
 */
export function confirmed(account: Account, tenantId: string): Account | undefined {
  const link = account.links.find((each) => each.tenantId === tenantId);
  if (!link) return undefined;
  if (link.status === "active") return account;
  const { user } = account;
  return {
    user: { ...user, status: "active", version: user.version + 1 },
    credential: user.status === "active" ? account.credential : link.credential,
    links: account.links.map(({ credential: _, ...each }) =>
      each.tenantId === tenantId ? { ...each, status: "active" } : each,
    ),
  };
}

/** The tenant that a person signs in to. Call it only when their password was right: it tells where they belong. */
export function chooseTenant({ links }: Account, slug: string | undefined): Link {
  const open = links.filter(({ status }) => status === "active");
  const fitting = slug === undefined ? open : open.filter((link) => link.slug === slug);
  const [only, ...others] = fitting;
  if (!only)
    return refuse(
      "forbidden",
      "identity.no-tenant",
      slug ? "You are no member there" : "You belong to no tenant",
    );
  if (others.length > 0)
    refuse("conflict", "identity.tenant-needed", "You belong to several tenants: say which", {
      faults: fitting.map((link) => ({ path: "tenant", message: link.slug })),
    });
  return only;
}

/** As many sign-ups may wait for one address to be proved; more are somebody's mischief. */
const mostPending = 50;

/** Refuses a further sign-up with an address that too many wait for already; it tells nothing of an account. */
export function demandRoom({ links }: Account): void {
  if (links.filter(({ status }) => status === "pending").length >= mostPending)
    refuse("too-many", "identity.too-many-sign-ups", "Too many sign-ups wait for this address to be proved");
}

/** The account with its way to a tenant that the user is a member of; the same one when it has it already. */
export function linked(account: Account, { tenantId, slug }: Pick<Link, "tenantId" | "slug">): Account {
  if (account.links.some((link) => link.tenantId === tenantId && link.status === "active")) return account;
  const others = account.links.filter((link) => link.tenantId !== tenantId);
  return touched({ ...account, links: [...others, { tenantId, slug, status: "active" }] });
}

/** The account without its way to a tenant; the same one when it has none. */
export function unlinked(account: Account, tenantId: string): Account {
  const links = account.links.filter((link) => link.tenantId !== tenantId);
  return links.length === account.links.length ? account : touched({ ...account, links });
}

/** Nobody ever proved this address, and no sign-up waits for it any more. */
export const isForsaken = ({ user, links }: Account): boolean =>
  user.status === "pending" && links.length === 0;

/** The account's next version. */
export const touched = (account: Account): Account => ({
  ...account,
  user: { ...account.user, version: account.user.version + 1 },
});

/** For so long the token of a verification mail is good. */
export const verificationHours = 24;
