import * as z from "zod";

const subject = z.object({ kind: z.enum(["user", "key", "system"]), id: z.string() });

/** What the bus tells of each command record (`kernel.command-committed.v1`), as SQS delivers it. */
export const committedCommand = z.object({
  detail: z.object({
    id: z.string().min(1),
    time: z.string(),
    tenantId: z.templateLiteral(["tnt_", z.string()]),
    actor: subject,
    onBehalfOf: subject.optional(),
    operation: z.string(),
    requestId: z.string(),
    key: z.string(),
    outcome: z.enum(["committed", "denied", "read"]),
    events: z.array(z.record(z.string(), z.unknown())),
  }),
});
