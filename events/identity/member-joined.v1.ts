import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** A person became a member of the tenant. */
export const memberJoinedV1 = domainEvent(
  "identity.member-joined.v1",
  z.strictObject({
    userId: z.string().regex(/^usr_/),
    invitationId: z.string().regex(/^inv_/),
    role: z.enum(["owner", "admin", "manager", "employee"]),
    employeeId: z.string().regex(/^emp_/).optional(),
  }),
  z.strictObject({ name: z.string(), email: z.string() }),
);
