import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";
import { tenantState } from "#events/tenants/tenant-state.ts";

/** Settings of the tenant changed; `changed` names them. */
export const tenantUpdatedV1 = domainEvent(
  "tenants.tenant-updated.v1",
  z.strictObject({
    ...tenantState,
    timeZone: z.string(),
    locale: z.string(),
    weekStart: z.string(),
    changed: z.array(z.string()).min(1),
  }),
);
