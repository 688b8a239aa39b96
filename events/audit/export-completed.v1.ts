import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** The file is there, and ends with this checkpoint. A webhook of it is a witness of the log outside of the platform. */
export const exportCompletedV1 = domainEvent(
  "audit.export-completed.v1",
  z.strictObject({ exportId: z.string(), size: z.int().min(1), root: z.base64() }),
);
