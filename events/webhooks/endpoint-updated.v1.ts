import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** Something about an endpoint was changed. */
export const endpointUpdatedV1 = domainEvent(
  "webhooks.endpoint-updated.v1",
  z.strictObject({
    endpointId: z.string(),
    changed: z.array(z.enum(["url", "events", "description", "enabled"])),
  }),
);
