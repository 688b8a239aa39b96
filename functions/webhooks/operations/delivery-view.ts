import * as z from "zod";

/** A delivery as its endpoint's owner sees it. */
export const deliveryView = z.object({
  id: z.string(),
  eventId: z.string(),
  eventType: z.string(),
  status: z.enum(["pending", "delivered", "failed"]),
  attempts: z.array(
    z.object({
      at: z.string(),
      durationMs: z.number(),
      statusCode: z.int().optional(),
      error: z.string().optional().meta({ description: "Why there was no answer" }),
    }),
  ),
  nextAttemptAt: z.string().optional(),
  createdAt: z.string(),
});

export const exampleDelivery = {
  id: "dlv_01kaf5w3q2e8s9c4v7b6n5m1x0",
  eventId: "evt_01kaf5w3q2e8s9c4v7b6n5m1x0",
  eventType: "time.punch-recorded.v1",
  status: "delivered" as const,
  attempts: [
    { at: "2026-11-20T09:00:00.210Z", durationMs: 15_000, error: "outbound.timeout" },
    { at: "2026-11-20T09:00:20.100Z", durationMs: 84, statusCode: 204 },
  ],
  createdAt: "2026-11-20T09:00:00.120Z",
};
