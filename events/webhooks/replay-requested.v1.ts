import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** Somebody wants deliveries of an endpoint made again: one, or those of a span of time. */
export const replayRequestedV1 = domainEvent(
  "webhooks.replay-requested.v1",
  z.strictObject({
    endpointId: z.string(),
    deliveryId: z.string().optional(),
    since: z.iso.datetime().optional(),
    until: z.iso.datetime().optional(),
    status: z.enum(["failed", "all"]),
  }),
);
