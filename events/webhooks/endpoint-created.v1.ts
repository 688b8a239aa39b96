import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** A tenant named an address that its events are to be posted to. The address itself may hold a secret and is not told. */
export const endpointCreatedV1 = domainEvent(
  "webhooks.endpoint-created.v1",
  z.strictObject({ endpointId: z.string(), events: z.array(z.string()), enabled: z.boolean() }),
);
