import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** A person proved that the address they signed up with is theirs. */
export const emailVerifiedV1 = domainEvent(
  "identity.email-verified.v1",
  z.strictObject({ userId: z.string().regex(/^usr_/) }),
);
