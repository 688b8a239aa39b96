import * as z from "zod";
import { fact } from "#events/envelope.ts";
import { tenantUpdatedV1 } from "#events/tenants/tenant-updated.v1.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { operation } from "#functions/kernel/operation.ts";
import { changedSettings } from "#functions/tenants/domain/settings.ts";
import type { Tenant } from "#functions/tenants/domain/tenant.ts";
import {
  locale,
  tenantExample,
  tenantName,
  tenantView,
  timeZone,
  viewOf,
  weekStart,
} from "#functions/tenants/operations/tenant-schemas.ts";
import { stateOf } from "#functions/tenants/operations/tenant-state-of.ts";
import type { Doors, Home, Tenants } from "#functions/tenants/ports.ts";

interface Deps {
  readonly tenants: Pick<Tenants, "find" | "save">;
  readonly doors: Pick<Doors, "tell">;
  readonly commit: CommitWrites;
  readonly home: Home;
}

export const updateTenant = operation({
  name: "updateTenant",
  summary: "Change settings of the organisation. What is left out stays as it is.",
  permission: "tenants:update",
  input: z.strictObject({
    name: tenantName.optional(),
    timeZone: timeZone.optional(),
    locale: locale.optional(),
    weekStart: weekStart.optional(),
    expectedVersion: z.int().min(1).optional(),
  }),
  output: tenantView,
  problems: ["tenants.not-found", "request.stale"],
  example: { input: { weekStart: "sunday" }, output: { ...tenantExample, weekStart: "sunday", version: 3 } },
  run:
    ({ tenants, doors, commit, home }: Deps) =>
    async (actor, { expectedVersion, ...wanted }) => {
      const before = await tenants.find(actor.tenantId);
      if (!before) return refuse("not-found", "tenants.not-found", "There is no such tenant");
      if (expectedVersion !== undefined && expectedVersion !== before.version)
        refuse("stale", "request.stale", "The settings have changed since you read them");
      const after = withSettings(before, wanted);
      const changed = changedSettings(before, after);
      if (changed.length === 0) return commit(actor, { changes: [], events: [], answer: viewOf(before) });
      return commit(actor, {
        changes: [tenants.save(after), doors.tell(after)],
        events: [updated(after, changed, home)],
        answer: viewOf(after),
      });
    },
});

const updated = (tenant: Tenant, changed: readonly string[], home: Home) => {
  const { timeZone, locale, weekStart } = tenant;
  return fact(tenantUpdatedV1, {
    sequence: tenant.version,
    data: { ...stateOf(tenant, home), timeZone, locale, weekStart, changed: [...changed] },
  });
};

type Wanted = { readonly [Key in "name" | "timeZone" | "locale" | "weekStart"]?: Tenant[Key] | undefined };

const withSettings = (tenant: Tenant, wanted: Wanted): Tenant => ({
  ...tenant,
  name: wanted.name ?? tenant.name,
  timeZone: wanted.timeZone ?? tenant.timeZone,
  locale: wanted.locale ?? tenant.locale,
  weekStart: wanted.weekStart ?? tenant.weekStart,
  version: tenant.version + 1,
});
