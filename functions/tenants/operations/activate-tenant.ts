import { fact } from "#events/envelope.ts";
import { tenantActivatedV1 } from "#events/tenants/tenant-activated.v1.ts";
import { moveTenant } from "#functions/tenants/domain/tenant.ts";
import { stateOf } from "#functions/tenants/operations/tenant-state-of.ts";
import type { Doors, Home, Tenants } from "#functions/tenants/ports.ts";

interface Deps {
  readonly tenants: Pick<Tenants, "find" | "save">;
  readonly doors: Pick<Doors, "tell">;
  readonly home: Home;
}

/**
 * The tenant's part in the verification of its owner's address, to be joined to the commit that proves it. Nothing to
 * change when the tenant is active already; `undefined` when there is none.
 */
export const activateTenant =
  ({ tenants, doors, home }: Deps) =>
  async (tenantId: string) => {
    const tenant = await tenants.find(tenantId);
    if (tenant?.status !== "pending-verification") return tenant && { tenant, changes: [], events: [] };
    const active = moveTenant(tenant, "trial");
    const data = { ...stateOf(active, home), ownerId: active.ownerId };
    return {
      tenant: active,
      changes: [tenants.save(active), doors.tell(active)],
      events: [fact(tenantActivatedV1, { sequence: active.version, data })],
    };
  };
