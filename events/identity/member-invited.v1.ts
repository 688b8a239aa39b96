import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** Somebody was asked to join the tenant. */
export const memberInvitedV1 = domainEvent(
  "identity.member-invited.v1",
  z.strictObject({
    invitationId: z.string().regex(/^inv_/),
    role: z.enum(["owner", "admin", "manager", "employee"]),
    employeeId: z.string().regex(/^emp_/).optional(),
  }),
  z.strictObject({ email: z.string() }),
);
