import type { Tenant } from "#functions/tenants/domain/tenant.ts";
import type { Home } from "#functions/tenants/ports.ts";

/** What each event about the tenant tells of it. */
export const stateOf = ({ slug, status, plan }: Tenant, home: Home) => ({ slug, status, plan, ...home });
