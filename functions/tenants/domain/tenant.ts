import { refuse } from "#functions/kernel/errors/app-error.ts";
import type { Id } from "#functions/kernel/ids.ts";
import type { Settings } from "#functions/tenants/domain/settings.ts";

export type Plan = "standard" | "enterprise";

export type TenantStatus =
  | "pending-verification"
  | "trial"
  | "active"
  | "suspended"
  | "closing"
  | "closed"
  | "released";

/** An organisation. `version` grows with each change and numbers its events. */
export interface Tenant extends Settings {
  readonly tenantId: Id<"tnt">;
  readonly slug: string;
  readonly ownerId: Id<"usr">;
  readonly status: TenantStatus;
  readonly plan: Plan;
  readonly createdAt: string;
  readonly version: number;
}

/** How long a slug waits for its owner to prove their address. */
const verificationDays = 7;

const next: Readonly<Record<TenantStatus, readonly TenantStatus[]>> = {
  "pending-verification": ["trial", "released"],
  trial: ["active", "suspended", "closing"],
  active: ["suspended", "closing"],
  suspended: ["active", "closing"],
  closing: ["closed"],
  closed: [],
  released: [],
};

/** A tenant as it stands when somebody has just signed up. */
export const openTenant = (
  opened: Pick<
    Tenant,
    "tenantId" | "slug" | "ownerId" | "name" | "timeZone" | "locale" | "weekStart" | "createdAt"
  >,
): Tenant => ({ ...opened, status: "pending-verification", plan: "standard", version: 1 });

/** Moves a tenant on. Refuses a step that its life does not know (`tenants.wrong-status`). */
export function moveTenant(tenant: Tenant, status: TenantStatus): Tenant {
  if (!next[tenant.status].includes(status))
    refuse("conflict", "tenants.wrong-status", `A tenant that is ${tenant.status} cannot become ${status}`);
  return { ...tenant, status, version: tenant.version + 1 };
}

/** Whether a sign-up has waited for its verification longer than slugs are kept. */
export const isOverdue = ({ status, createdAt }: Pick<Tenant, "status" | "createdAt">, now: Date): boolean =>
  status === "pending-verification" && Date.parse(createdAt) < overdueSince(now).getTime();

/** Sign-ups made before this moment are overdue. */
export const overdueSince = (now: Date): Date => new Date(now.getTime() - verificationDays * 24 * 3_600_000);
