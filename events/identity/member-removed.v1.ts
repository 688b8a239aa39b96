import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** A person is no longer a member of the tenant. */
export const memberRemovedV1 = domainEvent(
  "identity.member-removed.v1",
  z.strictObject({ userId: z.string().regex(/^usr_/) }),
);
