import * as z from "zod";
import { stampEnv } from "#functions/kernel/env.ts";

/** What the HTTP function of `identity` is told. */
export const identityEnv = stampEnv.extend({
  /** scrypt's N: a power of two (RFC 7914 §2). */
  SCRYPT_COST: z.coerce.number().int().min(1024),
});

/** What the function is told that follows events: it sends mail and finishes what a crash left half done. */
export const mailEnv = stampEnv.extend({
  /** The address that mail comes from. */
  MAIL_FROM: z.string().min(3),
});

export type IdentityEnv = z.infer<typeof identityEnv>;
export type MailEnv = z.infer<typeof mailEnv>;
