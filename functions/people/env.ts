import * as z from "zod";
import { stampEnv } from "#functions/kernel/env.ts";

export const peopleEnv = stampEnv.extend({ JOBS_QUEUE_URL: z.url() });

export type PeopleEnv = z.infer<typeof peopleEnv>;
