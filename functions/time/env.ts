import * as z from "zod";
import { stampEnv } from "#functions/kernel/env.ts";

export const timeEnv = stampEnv.extend({
  /** Where imports are carried out. */
  JOBS_QUEUE_URL: z.string().min(1),
});

export type TimeEnv = z.infer<typeof timeEnv>;
