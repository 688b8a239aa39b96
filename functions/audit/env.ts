import * as z from "zod";
import { stampEnv } from "#functions/kernel/env.ts";

/** The API leaves exports in the queue of the jobs function, which sends itself the next slice of one. */
export const auditJobsEnv = stampEnv.extend({ JOBS_QUEUE_URL: z.url() });

export const appendEnv = stampEnv.extend({ SEQUENCE_QUEUE_URL: z.url() });

export const sequenceEnv = stampEnv.extend({
  /** P-256; checkpoints are signed with it, and nothing else. */
  AUDIT_KEY_ARN: z.string().min(1),
  CHECKPOINT_BUCKET: z.string().min(1),
});
