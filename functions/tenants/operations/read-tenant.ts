import * as z from "zod";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { operation } from "#functions/kernel/operation.ts";
import { tenantExample, tenantView, viewOf } from "#functions/tenants/operations/tenant-schemas.ts";
import type { Tenants } from "#functions/tenants/ports.ts";

interface Deps {
  readonly tenants: Pick<Tenants, "find">;
}

export const readTenant = operation({
  name: "readTenant",
  summary: "Read the organisation that you are signed in to, with its settings.",
  permission: "tenants:read",
  input: z.strictObject({}),
  output: tenantView,
  problems: ["tenants.not-found"],
  example: { input: {}, output: tenantExample },
  run:
    ({ tenants }: Deps) =>
    async ({ tenantId }) => {
      const tenant = await tenants.find(tenantId);
      return tenant ? viewOf(tenant) : refuse("not-found", "tenants.not-found", "There is no such tenant");
    },
});
