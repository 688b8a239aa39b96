import { describe, expect, test } from "vitest";
import * as z from "zod";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { createTenant } from "#functions/tenants/operations/create-tenant.ts";
import { callerWith, signUpInput, tenantsInMemory } from "#tests/tenants/tenants-in-memory.ts";

describe("createTenant", () => {
  test("makes the tenant with its door, and tells it without a name or an address", async () => {
    const { signUp, tenants, doors, events } = tenantsInMemory();
    const { tenantId, slug, status } = await signUp();

    expect({ slug, status }).toEqual({ slug: "acme", status: "pending-verification" });
    expect(tenants.get(tenantId)).toMatchObject({ name: "Acme Care", weekStart: "monday", version: 1 });
    expect(doors.get(tenantId)?.status).toBe("pending-verification");
    expect(events).toMatchObject([{ data: { slug: "acme", stamp: "pool", region: "eu-west-1" } }]);
    expect(JSON.stringify(events)).not.toMatch(/Ada|ada@|Acme Care/);
  });

  test("gives a slug to one of fifty who want it at the same time", async () => {
    const { signUp, tenants, slugs } = tenantsInMemory();
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => signUp()));
    const refusals = results.flatMap((result) => (result.status === "rejected" ? [result.reason.code] : []));

    expect(refusals).toEqual(Array.from({ length: 49 }, () => "tenants.slug-taken"));
    expect(tenants.size).toBe(1);
    expect(slugs.get("acme")?.tenantId).toBe([...tenants.keys()][0]);
  });

  test("answers the same request, sent again, as the first time", async () => {
    const { signUp, tenants } = tenantsInMemory();
    const first = await signUp({}, callerWith("k1"));

    expect(await signUp({}, callerWith("k1"))).toEqual(first);
    expect(tenants.size).toBe(1);
  });

  test("answers the same request, sent twice at once, with one tenant", async () => {
    const { signUp, tenants } = tenantsInMemory();
    const [one, other] = await Promise.all([signUp({}, callerWith("k1")), signUp({}, callerWith("k1"))]);

    expect(one).toEqual(other);
    expect(tenants.size).toBe(1);
  });

  test.each([
    ["another name", { name: "Acme" }],
    ["another slug", { slug: "acme-2" }],
    ["another address", { owner: { ...signUpInput.owner, email: "bo@acme.example" } }],
  ])("refuses a key that was used with %s", async (_, more) => {
    const { signUp } = tenantsInMemory();
    await signUp({}, callerWith("k1"));

    await expect(signUp(more, callerWith("k1"))).rejects.toMatchObject({
      code: "request.idempotency-key-reused",
    });
  });

  test("keeps a stranger's key apart", async () => {
    const { signUp, tenants } = tenantsInMemory();
    await signUp({}, callerWith("1"));
    await signUp({ slug: "globex", owner: { ...signUpInput.owner, email: "bo@b.example" } }, callerWith("1"));

    expect(tenants.size).toBe(2);
  });

  test("keeps no bare hash of the password", async () => {
    const { deps } = tenantsInMemory();
    const hashed: unknown[] = [];
    const hashOf = (operation: string, input: unknown) => {
      hashed.push(input);
      return operation;
    };
    await createTenant.run({ ...deps, hashOf })(callerWith(), signUpInput);

    expect(JSON.stringify(hashed)).toContain("ada@acme.example");
    expect(JSON.stringify(hashed)).not.toContain("geese");
  });

  test("tries again when another sign-up with the same address comes between, and says nothing of it", async () => {
    const { deps, tenants } = tenantsInMemory();
    let rivals = 2;
    const reserve: typeof deps.owners.reserve = async () => {
      if (rivals-- > 0) refuse("conflict", "identity.account-changed", "");
      return { userId: "usr_1", changes: [] };
    };
    await createTenant.run({ ...deps, owners: { reserve } })(callerWith(), signUpInput);
    expect(tenants.size).toBe(1);

    const busy = { reserve: async () => refuse("conflict", "identity.account-changed", "") };
    const attempt = createTenant.run({ ...deps, owners: busy })(callerWith(), {
      ...signUpInput,
      slug: "other",
    });
    await expect(attempt).rejects.toMatchObject({ code: "kernel.busy", retryAfterSeconds: 1 });
  });

  test("keeps the platform's own names", async () => {
    const { signUp } = tenantsInMemory();

    await expect(signUp({ slug: "www" })).rejects.toMatchObject({ code: "tenants.slug-reserved" });
  });
});

describe("createTenant's input", () => {
  const faults = (more: object) =>
    z
      .safeParse(createTenant.input, { ...signUpInput, ...more })
      .error?.issues.map(({ path }) => path.join("."));

  test.each([
    [{ slug: "Acme" }, "slug"],
    [{ slug: "ab" }, "slug"],
    [{ slug: "-acme" }, "slug"],
    [{ slug: "acme-" }, "slug"],
    [{ slug: "xn--acme" }, "slug"],
    [{ slug: "a".repeat(41) }, "slug"],
    [{ slug: "ac#me" }, "slug"],
    [{ name: "  " }, "name"],
    [{ timeZone: "Mars/Olympus" }, "timeZone"],
    [{ timeZone: "+01:00" }, "timeZone"],
    [{ locale: "not a tag" }, "locale"],
    [{ weekStart: "someday" }, "weekStart"],
    [{ owner: { ...signUpInput.owner, email: "nobody" } }, "owner.email"],
    [{ plan: "enterprise" }, ""],
  ])("%j is refused at %j", (more, path) => {
    expect(faults(more)).toEqual([path]);
  });

  test("has a locale and a first day of the week by default, and writes locales the usual way", () => {
    const { locale: _, weekStart: __, ...rest } = signUpInput;

    expect(z.parse(createTenant.input, rest)).toMatchObject({ locale: "en", weekStart: "monday" });
    expect(z.parse(createTenant.input, { ...rest, locale: "ja-jp" })).toMatchObject({ locale: "ja-JP" });
  });
});
