import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** An import recorded past sessions; one event for each part of the work. */
export const sessionsImportedV1 = domainEvent(
  "time.sessions-imported.v1",
  z.strictObject({
    importId: z.string(),
    sessions: z.int(),
    workedMinutes: z.int(),
    /** Whose, and between which local dates. */
    employees: z.array(
      z.strictObject({ employeeId: z.string(), from: z.iso.date(), to: z.iso.date(), sessions: z.int() }),
    ),
  }),
);
