import type { Permissions } from "#functions/kernel/auth/permissions.ts";

export const tenantsPermissions = {
  "tenants:read": { owner: "tenant", admin: "tenant", manager: "tenant", employee: "tenant" },
  "tenants:update": { owner: "tenant", admin: "tenant" },
  "tenants:close": { owner: "tenant" },
} as const satisfies Permissions;
