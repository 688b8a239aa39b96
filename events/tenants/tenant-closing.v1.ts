import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";
import { tenantState } from "#events/tenants/tenant-state.ts";

/** The owner closed the tenant: nobody gets in any more, and its slug stays taken. */
export const tenantClosingV1 = domainEvent("tenants.tenant-closing.v1", z.strictObject({ ...tenantState }));
