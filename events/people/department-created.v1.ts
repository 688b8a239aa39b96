import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** A department was entered, or mentioned for the first time. */
export const departmentCreatedV1 = domainEvent(
  "people.department-created.v1",
  z.strictObject({ departmentId: z.string().regex(/^dep_/), name: z.string() }),
);
