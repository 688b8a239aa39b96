import * as z from "zod";
import { domainEvent } from "#events/envelope.ts";

/** A person pressed the clock. A clock-out tells what the session it ended came to. */
export const punchRecordedV1 = domainEvent(
  "time.punch-recorded.v1",
  z.strictObject({
    punchId: z.string(),
    employeeId: z.string(),
    sessionId: z.string(),
    kind: z.enum(["clock-in", "clock-out", "break-start", "break-end"]),
    at: z.iso.datetime({ offset: true }),
    timeZone: z.string(),
    recordedAt: z.iso.datetime(),
    session: z.strictObject({ workDate: z.iso.date(), workedMinutes: z.int() }).optional(),
  }),
);
