import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";
import { employeeFacts, employeePersonal } from "#events/people/employee-facts.ts";

/** Something about an employee changed; told is how they are now. */
export const employeeUpdatedV1 = domainEvent(
  "people.employee-updated.v1",
  z.strictObject({
    ...employeeFacts,
    /** Names of the fields that changed. */
    changed: z.array(z.string()).min(1),
  }),
  employeePersonal,
);
