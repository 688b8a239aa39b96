import { describe, expect, test } from "vitest";
import { moveTenant } from "#functions/tenants/domain/tenant.ts";
import { activateTenant } from "#functions/tenants/operations/activate-tenant.ts";
import { closeTenant } from "#functions/tenants/operations/close-tenant.ts";
import { readTenant } from "#functions/tenants/operations/read-tenant.ts";
import { releaseSignUps } from "#functions/tenants/operations/release-sign-ups.ts";
import { updateTenant } from "#functions/tenants/operations/update-tenant.ts";
import { tenantsPermissions } from "#functions/tenants/permissions.ts";
import { actorFor } from "#tests/support/actors.ts";
import { now, signUpInput, tenantsInMemory } from "#tests/tenants/tenants-in-memory.ts";

async function company() {
  const world = tenantsInMemory();
  await world.signUp();
  const tenantId = world.slugs.get("acme")?.tenantId ?? "tnt_";
  const actor = (more = {}) => actorFor(tenantsPermissions, "owner", { tenantId, ...more });
  const activate = async () => {
    const activation = await activateTenant(world.deps)(tenantId);
    if (!activation) throw new Error("no tenant");
    await world.deps.commit(actor(), { ...activation, answer: undefined });
    return activation;
  };
  return { world, tenantId, actor, activate };
}

const days = (count: number) => new Date(now.getTime() + count * 86_400_000);

describe("activateTenant", () => {
  test("opens the door once", async () => {
    const { world, tenantId, activate } = await company();

    expect((await activate()).events).toHaveLength(1);
    expect(world.doors.get(tenantId)?.status).toBe("trial");
    expect(await activate()).toMatchObject({ changes: [], events: [], tenant: { status: "trial" } });
    expect(await activateTenant(world.deps)("tnt_nobody")).toBeUndefined();
  });

  test("of two at the same time changes the tenant once", async () => {
    const { activate } = await company();
    const results = await Promise.allSettled([activate(), activate()]);

    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("settings", () => {
  test("are read by their version and changed in part", async () => {
    const { world, tenantId, actor, activate } = await company();
    await activate();
    const read = await readTenant.run(world.deps)(actor(), {});
    const changed = await updateTenant.run(world.deps)(actor(), {
      weekStart: "sunday",
      expectedVersion: read.version,
    });

    expect(changed).toEqual({ ...read, weekStart: "sunday", version: 3 });
    expect(changed).not.toHaveProperty("ownerId");
    expect(world.doors.get(tenantId)?.weekStart).toBe("sunday");
    expect(world.events.at(-1)).toMatchObject({
      sequence: 3,
      data: { changed: ["weekStart"], status: "trial" },
    });
  });

  test("keep their version when nothing changes", async () => {
    const { world, actor } = await company();
    const { version } = await updateTenant.run(world.deps)(actor(), { name: signUpInput.name });

    expect(version).toBe(1);
    expect(world.events).toHaveLength(1);
  });

  test("refuse who read them before somebody changed them", async () => {
    const { world, actor } = await company();
    await updateTenant.run(world.deps)(actor(), { name: "Acme" });

    await expect(
      updateTenant.run(world.deps)(actor(), { name: "Acne", expectedVersion: 1 }),
    ).rejects.toMatchObject({ kind: "stale", code: "request.stale" });
  });

  test("of two who change them at the same time take one", async () => {
    const { world, actor } = await company();
    const results = await Promise.allSettled(
      ["Acme", "Acne"].map((name) => updateTenant.run(world.deps)(actor(), { name })),
    );

    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  });
});

describe("closeTenant", () => {
  test("shuts the door and keeps the slug", async () => {
    const { world, tenantId, actor, activate } = await company();
    await activate();

    expect(await closeTenant.run(world.deps)(actor(), { slug: "acme" })).toMatchObject({ status: "closing" });
    expect(world.doors.get(tenantId)?.status).toBe("closing");
    expect(world.slugs.has("acme")).toBe(true);
  });

  test("wants the slug once more, and a tenant that is open", async () => {
    const { world, actor, activate } = await company();

    await expect(closeTenant.run(world.deps)(actor(), { slug: "acme" })).rejects.toMatchObject({
      code: "tenants.wrong-status",
    });
    await activate();
    await expect(closeTenant.run(world.deps)(actor(), { slug: "acne" })).rejects.toMatchObject({
      code: "tenants.not-confirmed",
    });
  });
});

describe("releaseSignUps", () => {
  test("leaves nothing of a sign-up that nobody verified for seven days", async () => {
    const { world, tenantId } = await company();
    const sweep = releaseSignUps(world.deps);
    await sweep(days(7));
    expect(world.tenants.size).toBe(1);
    await sweep(days(7.001));

    expect([world.tenants.size, world.doors.size, world.slugs.size]).toEqual([0, 0, 0]);
    expect(world.withdrawn).toEqual([tenantId]);
    expect(world.events.at(-1)).toMatchObject({
      contract: { type: "tenants.tenant-released.v1" },
      sequence: 2,
    });
    await world.signUp();
  });

  test("leaves a verified one alone, and does not look at it again", async () => {
    const { world, activate } = await company();
    await activate();
    await releaseSignUps(world.deps)(days(8));

    expect(world.tenants.size).toBe(1);
    expect([...world.settled]).toEqual(["acme"]);
  });

  test("frees the slug in the next run when it was cut off before", async () => {
    const { world } = await company();
    const free = () => Promise.reject(new Error("killed"));
    await expect(
      releaseSignUps({ ...world.deps, slugs: { ...world.deps.slugs, free } })(days(8)),
    ).rejects.toThrow();
    expect([world.tenants.size, world.slugs.size]).toEqual([0, 1]);
    await releaseSignUps(world.deps)(days(8));

    expect(world.slugs.size).toBe(0);
    expect(world.events).toHaveLength(2);
  });

  test("lets one that fails keep no other waiting, and says that it failed", async () => {
    const { world } = await company();
    await world.signUp({ slug: "globex" });
    const free: typeof world.deps.slugs.free = (holder) =>
      holder.slug === "acme" ? Promise.reject(new Error("killed")) : world.deps.slugs.free(holder);

    await expect(
      releaseSignUps({ ...world.deps, slugs: { ...world.deps.slugs, free } })(days(8)),
    ).rejects.toThrow(AggregateError);
    expect([...world.slugs.keys()]).toEqual(["acme"]);
  });

  test("gives way to a verification at the same moment", async () => {
    const { world, activate } = await company();
    const find: typeof world.deps.tenants.find = async (tenantId) => {
      const seen = await world.deps.tenants.find(tenantId);
      await activate();
      return seen;
    };

    await expect(
      releaseSignUps({ ...world.deps, tenants: { ...world.deps.tenants, find } })(days(8)),
    ).rejects.toThrow();
    expect(world.tenants.size).toBe(1);
    expect(world.slugs.size).toBe(1);
  });
});

test("a tenant's life knows no way back", async () => {
  const { world, tenantId } = await company();
  const tenant = world.tenants.get(tenantId);
  if (!tenant) throw new Error("no tenant");

  expect(() => moveTenant(tenant, "active")).toThrow(
    expect.objectContaining({ code: "tenants.wrong-status" }),
  );
  expect(() => moveTenant({ ...tenant, status: "closed" }, "trial")).toThrow();
  expect(() => moveTenant({ ...tenant, status: "closing" }, "trial")).toThrow();
});
