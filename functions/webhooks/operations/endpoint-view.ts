import * as z from "zod";
import { idPattern } from "#functions/kernel/ids.ts";
import { eventFilterPattern } from "#functions/webhooks/domain/event-filter.ts";

export const endpointId = z.string().regex(idPattern("whe"));

/** The fields of an endpoint that its owner decides. */
export const endpointFields = {
  url: z.string().max(2048).meta({ description: "https, port 443, on the public Internet" }),
  events: z
    .array(
      z
        .string()
        .max(100)
        .regex(eventFilterPattern, "Use `*`, `time.*` or a type such as `time.punch-recorded.v1`"),
    )
    .min(1)
    .max(50),
  description: z.string().max(200),
  enabled: z.boolean(),
};

/** An endpoint as its owner sees it; its secrets are asked for by themselves. */
export const endpointView = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  description: z.string().optional(),
  enabled: z.boolean(),
  disabledReason: z
    .enum(["gone", "failing"])
    .optional()
    .meta({ description: "Why the platform stopped: the receiver answered 410, or failed for five days" }),
  failingSince: z.string().optional(),
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

export const exampleEndpoint = {
  id: "whe_01kaf5w3q2e8s9c4v7b6n5m1x3",
  url: "https://hooks.example.com/tenure",
  events: ["time.*"],
  enabled: true,
  version: 1,
  createdAt: "2026-11-20T09:00:00.000Z",
  updatedAt: "2026-11-20T09:00:00.000Z",
};

export const exampleSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw0123456789AB";
