import * as z from "zod";

/** What the function is told that publishes again what the bus refused at first. */
export const republishEnv = z.object({ BUS_NAME: z.string().min(1) });

/** What the publisher is told; it serves no tenant. */
export const publisherEnv = republishEnv.extend({
  /** Where messages rest that the bus kept refusing. */
  UNPUBLISHED_QUEUE_URL: z.string().min(1),
});

export type RepublishEnv = z.infer<typeof republishEnv>;
export type PublisherEnv = z.infer<typeof publisherEnv>;
