import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";
import { tenantState } from "#events/tenants/tenant-state.ts";

/** Somebody signed up; the tenant waits until the owner's address is proved. */
export const tenantCreatedV1 = domainEvent(
  "tenants.tenant-created.v1",
  z.strictObject({ ...tenantState, ownerId: z.string().regex(/^usr_/) }),
);
