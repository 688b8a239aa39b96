import type { Permissions } from "#functions/kernel/auth/permissions.ts";

/** All of it is for everybody. */
export const docsPermissions = {} as const satisfies Permissions;
