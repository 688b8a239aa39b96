import type { Permissions } from "#functions/kernel/auth/permissions.ts";

export const timePermissions = {
  "time:clock": { employee: "self", manager: "reports", admin: "tenant", owner: "tenant" },
  "time:read": { employee: "self", manager: "reports", admin: "tenant", owner: "tenant" },
  "time:import": { admin: "tenant", owner: "tenant" },
} as const satisfies Permissions;
