import type { Caller } from "#functions/kernel/actor.ts";
import type { RefusalKind } from "#functions/kernel/errors/app-error.ts";
import type { Tenant } from "#functions/tenants/domain/tenant.ts";
import { createTenant } from "#functions/tenants/operations/create-tenant.ts";
import type { Doors, Owners, SignUp, SignUps, SlugHolder, Slugs, Tenants } from "#functions/tenants/ports.ts";
import { idsInOrder } from "#tests/support/actors.ts";
import { memoryChange, memoryCommit } from "#tests/support/memory-commit.ts";

export const now = new Date("2026-11-20T09:00:00Z");

const refusal = (kind: RefusalKind, code: string) => ({ kind, code, message: code });

function memoryTenants() {
  const stored = new Map<string, Tenant>();
  const isNot = (tenantId: string, version: number) => () => stored.get(tenantId)?.version !== version;
  const tenants: Tenants = {
    find: async (tenantId) => stored.get(tenantId),
    add: (tenant) => memoryChange(() => stored.set(tenant.tenantId, tenant)),
    save: (tenant) =>
      memoryChange(
        () => stored.set(tenant.tenantId, tenant),
        refusal("stale", "request.stale"),
        isNot(tenant.tenantId, tenant.version - 1),
      ),
    remove: ({ tenantId, version }) =>
      memoryChange(
        () => stored.delete(tenantId),
        refusal("stale", "request.stale"),
        isNot(tenantId, version - 1),
      ),
  };
  return { stored, tenants };
}

function memorySlugs() {
  const stored = new Map<string, SlugHolder>();
  const settled = new Set<string>();
  const slugs: Slugs = {
    find: async (slug) => stored.get(slug),
    take: (holder) => [
      memoryChange(
        () => stored.set(holder.slug, holder),
        refusal("conflict", "tenants.slug-taken"),
        () => stored.has(holder.slug),
      ),
    ],
    async *unsettled(before) {
      for (const holder of [...stored.values()])
        if (!settled.has(holder.slug) && holder.createdAt < before.toISOString()) yield holder;
    },
    settle: async ({ slug }) => {
      settled.add(slug);
    },
    free: async ({ slug, tenantId }) => {
      if (stored.get(slug)?.tenantId === tenantId) stored.delete(slug);
    },
  };
  return { stored, settled, slugs };
}

function memorySignUps() {
  const stored = new Map<string, SignUp>();
  const signUps: SignUps = {
    find: async (email, key) => stored.get(`${email}/${key}`),
    remember: (email, { key, hash }, { tenantId, slug }) =>
      memoryChange(
        () => stored.set(`${email}/${key}`, { tenantId, slug, hash }),
        refusal("conflict", "tenants.sign-up-repeated"),
        () => stored.has(`${email}/${key}`),
      ),
  };
  return signUps;
}

/** All of tenants without a table, and what was committed and told. */
export function tenantsInMemory() {
  const tenant = memoryTenants();
  const slug = memorySlugs();
  const doors = new Map<string, Tenant>();
  const withdrawn: string[] = [];
  const { commit, events } = memoryCommit();
  const newId = idsInOrder();
  const memoryDoors: Doors = {
    open: (opened) => memoryChange(() => doors.set(opened.tenantId, opened)),
    tell: (told) => memoryChange(() => doors.set(told.tenantId, told)),
    remove: (tenantId) => memoryChange(() => doors.delete(tenantId)),
  };
  const owners: Owners = {
    reserve: async () => ({ userId: newId("usr"), changes: [] }),
    withdraw: ({ tenantId }) => [memoryChange(() => withdrawn.push(tenantId))],
  };
  const deps = {
    tenants: tenant.tenants,
    slugs: slug.slugs,
    signUps: memorySignUps(),
    doors: memoryDoors,
    owners,
    commit,
    commitSignUp: commit,
    hashOf: (operation: string, input: unknown) => JSON.stringify([operation, input]),
    home: { stamp: "pool", region: "eu-west-1" },
    asTenant: <T>(_tenantId: string, work: () => Promise<T>) => work(),
    clock: () => now,
    newId,
  };
  const signUp = (more: Partial<typeof signUpInput> = {}, caller = callerWith()) =>
    createTenant.run(deps)(caller, { ...signUpInput, ...more });
  return {
    deps,
    signUp,
    events,
    doors,
    withdrawn,
    tenants: tenant.stored,
    slugs: slug.stored,
    settled: slug.settled,
  };
}

export const signUpInput = {
  name: "Acme Care",
  slug: "acme",
  timeZone: "Europe/Berlin",
  locale: "en",
  weekStart: "monday" as const,
  owner: { name: "Ada", email: "ada@acme.example", password: "seven grey geese" },
};

let keys = 0;

export const callerWith = (key?: string): Caller => {
  keys += 1;
  return {
    requestId: `req-${keys}`,
    address: "192.0.2.1",
    command: { operation: "createTenant", key: key ?? `key-${keys}`, hash: "hash with the password" },
  };
};
