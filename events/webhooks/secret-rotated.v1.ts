import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** An endpoint got a new signing secret; the older ones sign beside it until then. */
export const secretRotatedV1 = domainEvent(
  "webhooks.secret-rotated.v1",
  z.strictObject({ endpointId: z.string(), overlapUntil: z.iso.datetime() }),
);
