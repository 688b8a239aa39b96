import type { Permissions } from "#functions/kernel/auth/permissions.ts";

/** Webhooks carry the data of a whole tenant: only those who run it may see or change where they go. */
export const webhooksPermissions = {
  "webhooks:read": { owner: "tenant", admin: "tenant" },
  "webhooks:manage": { owner: "tenant", admin: "tenant" },
} satisfies Permissions;
