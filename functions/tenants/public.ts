import { LRUCache } from "lru-cache";
import type { Stamp } from "#functions/kernel/stamp.ts";
import { dynamoDoors } from "#functions/tenants/adapters/dynamo-doors.ts";
import { dynamoTenants } from "#functions/tenants/adapters/dynamo-tenants.ts";
import { homeOf } from "#functions/tenants/adapters/home.ts";
import type { Settings } from "#functions/tenants/domain/settings.ts";
import { activateTenant } from "#functions/tenants/operations/activate-tenant.ts";

const keptMs = 30_000;
const mostTenants = 1000;

export type TenantSettings = Settings;

/**
 * Reads settings of the tenant being served, at most 30 seconds old; `undefined` when there is no such tenant. Costs no
 * round trip while it is remembered, else one of one read unit.
 */
export function openTenantSettings({ env, documents }: Pick<Stamp, "env" | "documents">) {
  const tenants = dynamoTenants(documents, env.TENANT_TABLE);
  const known = new LRUCache<string, TenantSettings>({ max: mostTenants, ttl: keptMs });
  return async (tenantId: string): Promise<TenantSettings | undefined> => {
    const kept = known.get(tenantId);
    if (kept) return kept;
    const tenant = await tenants.find(tenantId);
    if (tenant) known.set(tenantId, tenant);
    return tenant;
  };
}

/** What identity needs of tenants: who they are, and their part in the verification of their owner's address. */
export function tenantRegistry({ env, documents }: Pick<Stamp, "env" | "documents">) {
  const tenants = dynamoTenants(documents, env.TENANT_TABLE);
  return {
    summary: tenants.find,
    activation: activateTenant({ tenants, doors: dynamoDoors(env.TENANT_TABLE), home: homeOf(env) }),
  };
}
