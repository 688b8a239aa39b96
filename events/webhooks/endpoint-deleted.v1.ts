import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** An endpoint is no more; nothing is posted to it any longer. */
export const endpointDeletedV1 = domainEvent(
  "webhooks.endpoint-deleted.v1",
  z.strictObject({ endpointId: z.string() }),
);
