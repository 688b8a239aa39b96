import { afterAll, beforeAll, expect, test } from "vitest";
import { applyChanges } from "#functions/identity/adapters/apply-changes.ts";
import { dynamoSlugs } from "#functions/tenants/adapters/dynamo-slugs.ts";
import type { SlugHolder } from "#functions/tenants/ports.ts";
import { idOf } from "#tests/support/actors.ts";
import { engineStamp } from "#tests/support/engine-stamp.ts";

const now = () => new Date("2026-11-20T09:00:00Z");
let engine: Awaited<ReturnType<typeof engineStamp>>;
beforeAll(async () => {
  engine = await engineStamp(now);
});
afterAll(() => engine.stop());

const holder = (at: number, slug: string): SlugHolder => ({
  slug,
  tenantId: idOf("tnt", at),
  ownerId: idOf("usr", at),
  createdAt: now().toISOString(),
  key: `key-${at}`,
});

test("a private stamp takes one tenant, whatever its slug, and another only when that one has been released", async () => {
  const { ownDocuments, random, sleep } = engine.stamp;
  const slugs = dynamoSlugs(ownDocuments, engine.IDENTITY_TABLE, "private");
  const shared = dynamoSlugs(ownDocuments, engine.IDENTITY_TABLE, "pool");
  const apply = applyChanges(ownDocuments, { random, sleep });
  const [acme, globex] = [holder(1, "acme"), holder(2, "globex")];
  await apply(slugs.take(acme));

  await expect(apply(slugs.take(globex))).rejects.toMatchObject({ code: "tenants.stamp-taken" });
  await expect(apply(slugs.take(holder(3, "acme")))).rejects.toMatchObject({ code: "tenants.slug-taken" });
  expect(await slugs.find("globex")).toBeUndefined();
  await apply(shared.take(holder(4, "initech")));

  // Nobody else's release frees it.
  await slugs.free({ ...globex });
  await expect(apply(slugs.take(globex))).rejects.toMatchObject({ code: "tenants.stamp-taken" });
  await slugs.free(acme);
  await apply(slugs.take(globex));
  expect(await slugs.find("globex")).toMatchObject({ tenantId: globex.tenantId });
});
