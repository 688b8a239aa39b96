import type { Command } from "#functions/kernel/actor.ts";
import type { Change } from "#functions/kernel/commit.ts";
import type { Id } from "#functions/kernel/ids.ts";
import type { Tenant } from "#functions/tenants/domain/tenant.ts";

/** Tenants, each in its own partition; served as that tenant. */
export interface Tenants {
  readonly find: (tenantId: string) => Promise<Tenant | undefined>;
  readonly add: (tenant: Tenant) => Change;
  /** Writes the next version; refuses with `request.stale` when another one came first. */
  readonly save: (tenant: Tenant) => Change;
  /** Takes away the version before this one; refuses with `request.stale` when another one came first. */
  readonly remove: (tenant: Tenant) => Change;
}

/** What each request of a tenant's people must know; kept by the kernel. */
export interface Doors {
  readonly open: (tenant: Tenant) => Change;
  /** Tells the door the tenant's status, plan and settings. */
  readonly tell: (tenant: Tenant) => Change;
  readonly remove: (tenantId: string) => Change;
}

/** Who holds a slug. */
export interface SlugHolder {
  readonly slug: string;
  readonly tenantId: Id<"tnt">;
  readonly ownerId: Id<"usr">;
  readonly createdAt: string;
  /** The Idempotency-Key that it was taken with. */
  readonly key: string;
}

/** Slugs, unique in the stamp. */
export interface Slugs {
  readonly find: (slug: string) => Promise<SlugHolder | undefined>;
  /** Refuses with `tenants.slug-taken`; in a private stamp that has its tenant with `tenants.stamp-taken`. */
  readonly take: (holder: SlugHolder) => readonly Change[];
  /** Slugs taken before the moment whose tenants nobody has seen verified since; oldest first. */
  readonly unsettled: (before: Date) => AsyncIterable<SlugHolder>;
  /** The tenant was verified: the slug is its own from now on. */
  readonly settle: (holder: SlugHolder) => Promise<void>;
  /** Frees the slug, if that tenant still holds it. */
  readonly free: (holder: SlugHolder) => Promise<void>;
}

/** A sign-up that was carried out under a key. */
export interface SignUp {
  readonly tenantId: Id<"tnt">;
  readonly slug: string;
  readonly hash: string;
}

/** Sign-ups by the Idempotency-Key and the address they were made with: nobody is signed in, so an address stands for the caller. */
export interface SignUps {
  readonly find: (email: string, key: string) => Promise<SignUp | undefined>;
  /** Refuses with `tenants.sign-up-repeated`. */
  readonly remember: (email: string, command: Command, signUp: Omit<SignUp, "hash">) => Change;
}

/** Who the tenant's first owner is: identity's part of a sign-up. */
export interface Owners {
  readonly reserve: (
    tenant: Pick<Tenant, "tenantId" | "slug">,
    owner: { readonly name: string; readonly email: string; readonly password: string },
  ) => Promise<{ readonly userId: Id<"usr">; readonly changes: readonly Change[] }>;
  /** Takes back what the reservation put into the tenant. */
  readonly withdraw: (tenant: Pick<Tenant, "tenantId" | "ownerId">) => readonly Change[];
}

/** Where this stamp stands. */
export interface Home {
  readonly stamp: string;
  readonly region: string;
}
