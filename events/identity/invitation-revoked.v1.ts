import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** An invitation was taken back before it was used. */
export const invitationRevokedV1 = domainEvent(
  "identity.invitation-revoked.v1",
  z.strictObject({ invitationId: z.string().regex(/^inv_/) }),
);
