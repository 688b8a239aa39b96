import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** A session is over: neither its refresh token nor its access tokens are good any more. */
export const sessionEndedV1 = domainEvent(
  "identity.session-ended.v1",
  z.strictObject({
    userId: z.string().regex(/^usr_/),
    sessionId: z.string().regex(/^ses_/),
    reason: z.enum(["signed-out", "signed-out-everywhere", "token-reused"]),
  }),
);
