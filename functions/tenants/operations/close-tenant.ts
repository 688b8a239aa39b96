import * as z from "zod";
import { fact } from "#events/envelope.ts";
import { tenantClosingV1 } from "#events/tenants/tenant-closing.v1.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { operation } from "#functions/kernel/operation.ts";
import { moveTenant } from "#functions/tenants/domain/tenant.ts";
import { tenantExample, tenantView, viewOf } from "#functions/tenants/operations/tenant-schemas.ts";
import { stateOf } from "#functions/tenants/operations/tenant-state-of.ts";
import type { Doors, Home, Tenants } from "#functions/tenants/ports.ts";

interface Deps {
  readonly tenants: Pick<Tenants, "find" | "save">;
  readonly doors: Pick<Doors, "tell">;
  readonly commit: CommitWrites;
  readonly home: Home;
}

/** Shuts the door for everybody. The slug stays the tenant's, so that nobody can pass for it. */
export const closeTenant = operation({
  name: "closeTenant",
  summary: "Close the organisation. Type its slug once more to confirm. Everybody is signed out.",
  permission: "tenants:close",
  sensitive: true,
  input: z.strictObject({ slug: z.string() }),
  output: tenantView,
  problems: ["tenants.not-found", "tenants.not-confirmed", "tenants.wrong-status"],
  example: { input: { slug: "acme" }, output: { ...tenantExample, status: "closing", version: 3 } },
  run:
    ({ tenants, doors, commit, home }: Deps) =>
    async (actor, { slug }) => {
      const tenant = await tenants.find(actor.tenantId);
      if (!tenant) return refuse("not-found", "tenants.not-found", "There is no such tenant");
      if (slug !== tenant.slug)
        refuse("invalid", "tenants.not-confirmed", "That is not this tenant's slug", {
          faults: [{ path: "slug", message: "Type the slug of the tenant to close" }],
        });
      const closing = moveTenant(tenant, "closing");
      return commit(actor, {
        changes: [tenants.save(closing), doors.tell(closing)],
        events: [fact(tenantClosingV1, { sequence: closing.version, data: stateOf(closing, home) })],
        answer: viewOf(closing),
      });
    },
});
