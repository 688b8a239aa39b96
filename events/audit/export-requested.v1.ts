import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** Somebody wants the whole audit log in a file. */
export const exportRequestedV1 = domainEvent(
  "audit.export-requested.v1",
  z.strictObject({ exportId: z.string() }),
);
