import * as z from "zod";
import { lineOfText } from "#functions/kernel/line-of-text.ts";
import { isTimeZone } from "#functions/kernel/time/time-zone.ts";
import { canonicalLocale, weekDays } from "#functions/tenants/domain/settings.ts";
import type { Tenant } from "#functions/tenants/domain/tenant.ts";

export const timeZone = z.string().max(60).refine(isTimeZone, "Not a time zone of the IANA database");

export const locale = z
  .string()
  .max(35)
  .refine((tag) => canonicalLocale(tag) !== undefined, "Not a BCP 47 language tag")
  .overwrite((tag) => canonicalLocale(tag) ?? tag);

export const weekStart = z.enum(weekDays);

export const tenantName = lineOfText(120);

export const tenantStatus = z.enum([
  "pending-verification",
  "trial",
  "active",
  "suspended",
  "closing",
  "closed",
]);

/** A tenant as its people see it. */
export const tenantView = z.object({
  tenantId: z.string(),
  slug: z.string(),
  name: z.string(),
  status: tenantStatus,
  plan: z.string(),
  timeZone: z.string(),
  locale: z.string(),
  weekStart,
  createdAt: z.string(),
  version: z.int(),
});

/** A released tenant is gone; nobody ever sees one. */
export const viewOf = ({ ownerId: _, ...tenant }: Tenant): z.output<typeof tenantView> =>
  tenantView.parse(tenant);

export const tenantExample = {
  tenantId: "tnt_01k9x6q2v5e8rbf3mwa7ch4dnz",
  slug: "acme",
  name: "Acme Care",
  status: "trial",
  plan: "standard",
  timeZone: "Europe/Berlin",
  locale: "en",
  weekStart: "monday",
  createdAt: "2026-11-20T09:00:00.000Z",
  version: 2,
};
