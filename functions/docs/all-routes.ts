import { auditPermissions } from "#functions/audit/permissions.ts";
import { auditRoutes } from "#functions/audit/routes.ts";
import { docsPermissions } from "#functions/docs/permissions.ts";
import { docsRoutes } from "#functions/docs/routes.ts";
import { identityPermissions } from "#functions/identity/permissions.ts";
import { identityRoutes } from "#functions/identity/routes.ts";
import type { Permissions } from "#functions/kernel/auth/permissions.ts";
import type { AnyRoute } from "#functions/kernel/http/route.ts";
import { peoplePermissions } from "#functions/people/permissions.ts";
import { peopleRoutes } from "#functions/people/routes.ts";
import { tenantsPermissions } from "#functions/tenants/permissions.ts";
import { tenantsRoutes } from "#functions/tenants/routes.ts";
import { timePermissions } from "#functions/time/permissions.ts";
import { timeRoutes } from "#functions/time/routes.ts";
import { webhooksPermissions } from "#functions/webhooks/permissions.ts";
import { webhooksRoutes } from "#functions/webhooks/routes.ts";

/** One context's public surface. */
export interface Context {
  readonly name: string;
  readonly routes: readonly AnyRoute[];
  readonly permissions: Permissions;
}

/** Everything that can be asked for over HTTP. */
export const contexts: readonly Context[] = [
  { name: "tenants", routes: tenantsRoutes, permissions: tenantsPermissions },
  { name: "identity", routes: identityRoutes, permissions: identityPermissions },
  { name: "people", routes: peopleRoutes, permissions: peoplePermissions },
  { name: "time", routes: timeRoutes, permissions: timePermissions },
  { name: "webhooks", routes: webhooksRoutes, permissions: webhooksPermissions },
  { name: "audit", routes: auditRoutes, permissions: auditPermissions },
  { name: "docs", routes: docsRoutes, permissions: docsPermissions },
];
