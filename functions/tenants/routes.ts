import { get, patch, post } from "#functions/kernel/http/route.ts";
import { closeTenant } from "#functions/tenants/operations/close-tenant.ts";
import { createTenant } from "#functions/tenants/operations/create-tenant.ts";
import { readTenant } from "#functions/tenants/operations/read-tenant.ts";
import { updateTenant } from "#functions/tenants/operations/update-tenant.ts";

export const tenantsRoutes = [
  post("/v1/tenants", createTenant),
  get("/v1/tenants/current", readTenant, { versioned: true }),
  patch("/v1/tenants/current", updateTenant, { versioned: true }),
  post("/v1/tenants/current/close", closeTenant, { status: 200 }),
] as const;
