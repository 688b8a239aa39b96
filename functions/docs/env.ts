import * as z from "zod";
import { stampEnv } from "#functions/kernel/env.ts";

/** A tenant that never was: to ask for it takes the tenant role and the table, and gives nothing. The only one docs may ask for. */
export const nobody = `tnt_${"0".repeat(26)}`;

export const docsEnv = stampEnv.extend({
  /** The version of Tenure that this is. */
  VERSION: z.string().min(1).default("development"),
});

export type DocsEnv = z.infer<typeof docsEnv>;
