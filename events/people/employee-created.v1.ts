import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";
import { employeeFacts, employeePersonal } from "#events/people/employee-facts.ts";

/** An employee was entered, by hand or by a program; imports tell of theirs by `people.employees-imported`. */
export const employeeCreatedV1 = domainEvent(
  "people.employee-created.v1",
  z.strictObject(employeeFacts),
  employeePersonal,
);
