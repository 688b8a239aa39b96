/** How much one caller may ask within a window. */
export interface Quota {
  readonly limit: number;
  readonly windowSeconds: number;
}

export const plans = ["standard", "enterprise"] as const;

export type Plan = (typeof plans)[number];

/** What a plan allows. */
export interface PlanLimits {
  /** Each signed-in person. */
  readonly person: Quota;
  /** Each API key. */
  readonly key: Quota;
  /** All of a tenant's callers together. */
  readonly tenant: Quota;
}

const windowSeconds = 15 * 60;
const personLimit = 1000;
const tenantFactor = 50;

const limitsWith = (keyLimit: number): PlanLimits => ({
  person: { limit: personLimit, windowSeconds },
  key: { limit: keyLimit, windowSeconds },
  tenant: { limit: tenantFactor * personLimit, windowSeconds },
});

export const planLimits: Readonly<Record<Plan, PlanLimits>> = {
  standard: limitsWith(100),
  enterprise: limitsWith(1000),
};
