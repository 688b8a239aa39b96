import { fact } from "#events/envelope.ts";
import { tenantReleasedV1 } from "#events/tenants/tenant-released.v1.ts";
import type { Actor } from "#functions/kernel/actor.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import type { NewId } from "#functions/kernel/ids.ts";
import { isOverdue, moveTenant, overdueSince, type Tenant } from "#functions/tenants/domain/tenant.ts";
import { stateOf } from "#functions/tenants/operations/tenant-state-of.ts";
import type { Doors, Home, Owners, SlugHolder, Slugs, Tenants } from "#functions/tenants/ports.ts";

interface Deps {
  readonly tenants: Pick<Tenants, "find" | "remove">;
  readonly doors: Pick<Doors, "remove">;
  readonly slugs: Pick<Slugs, "unsettled" | "settle" | "free">;
  readonly owners: Pick<Owners, "withdraw">;
  readonly commit: CommitWrites;
  readonly asTenant: <T>(tenantId: string, work: () => Promise<T>) => Promise<T>;
  readonly home: Home;
  readonly newId: NewId;
}

/**
 * Takes back sign-ups whose owner never proved their address. The slug goes last: whatever a crash leaves undone, the
 * next run finds by it. Identity hears of the release and forgets an owner who owns nothing else.
 */
export const releaseSignUps =
  (deps: Deps) =>
  async (now: Date): Promise<void> => {
    const failures: unknown[] = [];
    // One that fails must not keep the others waiting.
    for await (const holder of deps.slugs.unsettled(overdueSince(now)))
      await deps
        .asTenant(holder.tenantId, () => settleOrRelease(deps, holder, now))
        .catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, "Some sign-ups could not be released");
  };

async function settleOrRelease(deps: Deps, holder: SlugHolder, now: Date): Promise<void> {
  const tenant = await deps.tenants.find(holder.tenantId);
  if (tenant && !isOverdue(tenant, now)) return deps.slugs.settle(holder);
  if (tenant) await release(deps, tenant);
  await deps.slugs.free(holder);
}

async function release({ tenants, doors, owners, commit, home, newId }: Deps, tenant: Tenant): Promise<void> {
  const released = moveTenant(tenant, "released");
  await commit(sweeper(tenant.tenantId, newId("req")), {
    changes: [tenants.remove(released), doors.remove(tenant.tenantId), ...owners.withdraw(tenant)],
    events: [
      fact(tenantReleasedV1, {
        sequence: released.version,
        data: { ...stateOf(released, home), ownerId: tenant.ownerId },
      }),
    ],
    answer: undefined,
  });
}

const sweeper = (tenantId: Actor["tenantId"], requestId: string): Actor => ({
  requestId,
  address: "",
  command: { operation: "releaseSignUp", key: "release", hash: "release" },
  tenantId,
  subject: { kind: "system", id: "tenants.sweep" },
  role: "system",
  grants: {},
});
