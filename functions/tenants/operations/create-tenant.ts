import * as z from "zod";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { lineOfText } from "#functions/kernel/line-of-text.ts";
import { publicOperation } from "#functions/kernel/operation.ts";
import { isReserved, slugPattern } from "#functions/tenants/domain/slug.ts";
import { type SignUpDeps, signUpOnce } from "#functions/tenants/operations/sign-up-once.ts";
import {
  locale,
  tenantName,
  tenantStatus,
  timeZone,
  weekStart,
} from "#functions/tenants/operations/tenant-schemas.ts";

interface Deps extends SignUpDeps {
  readonly hashOf: (operation: string, input: unknown) => string;
}

/**
 * Makes a tenant and its owner, both or neither. An address that is known already gets the same answer: the tenant is
 * then reserved for that person, who finds a mail about it; the password given here is not theirs and is forgotten.
 */
export const createTenant = publicOperation({
  name: "createTenant",
  summary:
    "Sign up an organisation and its owner. The owner then proves their address with the mail's token.",
  input: z.strictObject({
    name: tenantName,
    slug: z.string().regex(slugPattern, "3 to 40 lower-case letters, digits and inner hyphens"),
    timeZone,
    locale: locale.default("en"),
    weekStart: weekStart.default("monday"),
    owner: z.strictObject({
      name: lineOfText(120),
      email: z.email().max(254),
      password: z.string().min(1).max(256),
    }),
  }),
  output: z.object({ tenantId: z.string(), slug: z.string(), status: tenantStatus }),
  problems: [
    "tenants.slug-taken",
    "tenants.slug-reserved",
    "tenants.stamp-taken",
    "identity.weak-password",
    "identity.too-many-sign-ups",
    "request.idempotency-key-reused",
  ],
  example: {
    input: {
      name: "Acme Care",
      slug: "acme",
      timeZone: "Europe/Berlin",
      owner: { name: "Ada Berg", email: "ada@acme.example", password: "seven grey geese over Kiel" },
    },
    output: { tenantId: "tnt_01k9x6q2v5e8rbf3mwa7ch4dnz", slug: "acme", status: "pending-verification" },
  },
  run:
    ({ hashOf, ...deps }: Deps) =>
    async (caller, input) => {
      if (isReserved(input.slug))
        refuse("invalid", "tenants.slug-reserved", "This slug is kept for the platform");
      // Without the password: a bare hash of it must not lie about. Nor does another password make it another sign-up.
      const { password: _, ...owner } = input.owner;
      const command = { ...caller.command, hash: hashOf("createTenant", { ...input, owner }) };
      return signUpOnce(deps, { ...caller, command }, input);
    },
});
