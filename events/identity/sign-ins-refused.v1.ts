import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** Wrong passwords for one account added up; told at growing numbers, not each time. */
export const signInsRefusedV1 = domainEvent(
  "identity.sign-ins-refused.v1",
  z.strictObject({ userId: z.string().regex(/^usr_/), failures: z.int().min(1) }),
);
