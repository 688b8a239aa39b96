import type { Permissions } from "#functions/kernel/auth/permissions.ts";

/** The trail tells what everybody did: only those who answer for the tenant read it. */
export const auditPermissions = {
  "audit:read": { owner: "tenant", admin: "tenant" },
} satisfies Permissions;
