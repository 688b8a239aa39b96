import * as z from "zod";
import { stampEnv } from "#functions/kernel/env.ts";

/** What the HTTP function of `tenants` is told. */
export const tenantsEnv = stampEnv.extend({
  /** The role that may put new items of a tenant that is not there yet, and of its owner, in one transaction. */
  SIGN_UP_ROLE_ARN: z.string().min(1),
  /** scrypt's N: a power of two (RFC 7914 §2). */
  SCRYPT_COST: z.coerce.number().int().min(1024),
});

/** What the sweeper of unverified sign-ups is told. */
export const sweepEnv = stampEnv;

export type TenantsEnv = z.infer<typeof tenantsEnv>;
