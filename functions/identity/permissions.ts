import type { Permissions } from "#functions/kernel/auth/permissions.ts";

export const identityPermissions = {
  "identity:invite": { owner: "tenant", admin: "tenant" },
  "identity:read-members": { owner: "tenant", admin: "tenant" },
  "identity:manage-members": { owner: "tenant", admin: "tenant" },
} as const satisfies Permissions;
