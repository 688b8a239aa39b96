import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** A person signed in. `failuresBefore`: wrong passwords since the last time it was right. */
export const sessionStartedV1 = domainEvent(
  "identity.session-started.v1",
  z.strictObject({
    userId: z.string().regex(/^usr_/),
    sessionId: z.string().regex(/^ses_/),
    failuresBefore: z.int().min(0),
  }),
);
