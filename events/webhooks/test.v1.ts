import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** Somebody wants to see whether an endpoint works; posted to that one alone, whatever its filters. */
export const testV1 = domainEvent(
  "webhooks.test.v1",
  z.strictObject({ endpointId: z.string(), testId: z.string() }),
);
