import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** A department has another name; it is the same department. */
export const departmentRenamedV1 = domainEvent(
  "people.department-renamed.v1",
  z.strictObject({ departmentId: z.string().regex(/^dep_/), name: z.string() }),
);
