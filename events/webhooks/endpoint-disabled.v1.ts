import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** The platform stopped posting to an endpoint: it answered 410 Gone, or did nothing but fail for five days. */
export const endpointDisabledV1 = domainEvent(
  "webhooks.endpoint-disabled.v1",
  z.strictObject({ endpointId: z.string(), reason: z.enum(["gone", "failing"]) }),
);
