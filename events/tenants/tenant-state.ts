import * as z from "zod";

/**
 * What every fact about a tenant tells of it, whole: whoever keeps a copy takes the one with the highest `sequence`, in
 * whatever order they come.
 */
export const tenantState = {
  slug: z.string(),
  status: z.enum(["pending-verification", "trial", "active", "suspended", "closing", "closed", "released"]),
  plan: z.string(),
  /** The deployment that holds the tenant, and where it stands. */
  stamp: z.string(),
  region: z.string(),
};
