import { refuse } from "#functions/kernel/errors/app-error.ts";

interface Place {
  readonly status: "active" | "suspended" | "removed";
}

/** Lets a member in, or refuses: `identity.no-tenant`, `tenants.suspended`, `tenants.closed`, `tenants.pending-verification`. */
export function demandAdmission<M extends Place>(tenantStatus: string | undefined, member: M | undefined): M {
  if (tenantStatus === undefined || member?.status !== "active")
    return refuse("forbidden", "identity.no-tenant", "You are no member there");
  if (tenantStatus === "suspended")
    refuse("forbidden", "tenants.suspended", "This organisation is suspended");
  if (tenantStatus === "pending-verification")
    refuse(
      "forbidden",
      "tenants.pending-verification",
      "This organisation waits for its owner's verification",
    );
  if (tenantStatus !== "trial" && tenantStatus !== "active")
    refuse("forbidden", "tenants.closed", "This organisation is closed");
  return member;
}
