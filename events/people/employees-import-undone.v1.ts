import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

const employeeIds = z.array(z.string().regex(/^emp_/)).max(99);

/** An import for all or nothing took a step back: these employees are gone again, or are as they were before. */
export const employeesImportUndoneV1 = domainEvent(
  "people.employees-import-undone.v1",
  z.strictObject({ importId: z.string().regex(/^imp_/), removed: employeeIds, restored: employeeIds }),
);
