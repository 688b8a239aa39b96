import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";
import { tenantState } from "#events/tenants/tenant-state.ts";

/** A sign-up was never verified: the tenant is gone and its slug is free. */
export const tenantReleasedV1 = domainEvent(
  "tenants.tenant-released.v1",
  z.strictObject({ ...tenantState, ownerId: z.string().regex(/^usr_/) }),
);
