import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** A member's role, or the employee they are, changed. */
export const memberChangedV1 = domainEvent(
  "identity.member-changed.v1",
  z.strictObject({
    userId: z.string().regex(/^usr_/),
    role: z.enum(["owner", "admin", "manager", "employee"]),
    employeeId: z.string().regex(/^emp_/).optional(),
  }),
);
