import * as z from "zod";

/** What every function of a stamp is told. A context's `env.ts` extends it. */
export const stampEnv = z.object({
  STAMP: z.string().min(1),
  STAMP_KIND: z.enum(["pool", "private"]),
  TENANT_TABLE: z.string().min(1),
  /** The role to assume per tenant; absent in a private stamp, whose functions hold the rights themselves. */
  TENANT_ROLE_ARN: z.string().min(1).optional(),
  IDENTITY_TABLE: z.string().min(1),
  FILES_BUCKET: z.string().min(1),
  /** The KMS key that wraps the tenants' data keys. */
  STAMP_KEY_ARN: z.string().min(1),
  /** Where people and programs reach the stamp; also the issuer of its tokens. */
  PUBLIC_URL: z.url(),
  /** Origins, beside that of PUBLIC_URL, whose pages may call the API; commas between them. */
  CORS_ORIGINS: z.string().optional(),
  /** How often a minute one address may ask for what needs no sign-in. Default: 60. */
  PUBLIC_LIMIT_PER_MINUTE: z
    .string()
    .regex(/^[1-9]\d{0,8}$/)
    .optional(),
});

export type StampEnv = z.infer<typeof stampEnv>;
