import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

const employeeIds = z.array(z.string().regex(/^emp_/)).max(99);

/** One step of an import entered or changed these employees. */
export const employeesImportedV1 = domainEvent(
  "people.employees-imported.v1",
  z.strictObject({ importId: z.string().regex(/^imp_/), created: employeeIds, updated: employeeIds }),
);
