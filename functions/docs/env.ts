import * as z from "zod";
import { stampEnv } from "#functions/kernel/env.ts";

export const docsEnv = stampEnv.extend({
  /** The version of Tenure that this is. */
  VERSION: z.string().min(1).default("development"),
});

export type DocsEnv = z.infer<typeof docsEnv>;
