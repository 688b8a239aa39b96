import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** The mail that proves an address is wanted once more. */
export const verificationRequestedV1 = domainEvent(
  "identity.verification-requested.v1",
  z.strictObject({ userId: z.string().regex(/^usr_/) }),
);
