import { LRUCache } from "lru-cache";
import { fact } from "#events/envelope.ts";
import { tenantActivatedV1 } from "#events/tenants/tenant-activated.v1.ts";
import type { Stamp } from "#functions/kernel/stamp.ts";
import { dynamoDoors } from "#functions/tenants/adapters/dynamo-doors.ts";
import { dynamoTenants } from "#functions/tenants/adapters/dynamo-tenants.ts";
import { homeOf } from "#functions/tenants/adapters/home.ts";
import type { Settings } from "#functions/tenants/domain/settings.ts";
import { moveTenant } from "#functions/tenants/domain/tenant.ts";
import { stateOf } from "#functions/tenants/operations/tenant-state-of.ts";

const keptMs = 30_000;
const mostTenants = 1000;

export type TenantSettings = Settings;

/**
 * Reads settings of the tenant being served, at most 30 seconds old; `undefined` when there is no such tenant. Costs no
 * round trip while it is remembered, else one of half a read unit.
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
  const doors = dynamoDoors(env.TENANT_TABLE);
  return {
    summary: tenants.find,
    /** To be joined to the commit that proves the address. Changes nothing when the tenant is active already. */
    activation: async (tenantId: string) => {
      const tenant = await tenants.find(tenantId);
      if (tenant?.status !== "pending-verification") return tenant && { tenant, changes: [], events: [] };
      const active = moveTenant(tenant, "trial");
      const data = { ...stateOf(active, homeOf(env)), ownerId: active.ownerId };
      return {
        tenant: active,
        changes: [tenants.save(active), doors.tell(active)],
        events: [fact(tenantActivatedV1, { sequence: active.version, data })],
      };
    },
  };
}
