import type { Permissions } from "#functions/kernel/auth/permissions.ts";

export const peoplePermissions = {
  "people:read": { employee: "self", manager: "reports", admin: "tenant", owner: "tenant" },
  "people:write": { admin: "tenant", owner: "tenant" },
  "people:import": { admin: "tenant", owner: "tenant" },
  "people:read-departments": { employee: "tenant", manager: "tenant", admin: "tenant", owner: "tenant" },
} as const satisfies Permissions;
