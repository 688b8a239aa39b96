import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";
import { tenantState } from "#events/tenants/tenant-state.ts";

/** The owner proved their address: the tenant may be used. */
export const tenantActivatedV1 = domainEvent(
  "tenants.tenant-activated.v1",
  z.strictObject({ ...tenantState, ownerId: z.string().regex(/^usr_/) }),
);
