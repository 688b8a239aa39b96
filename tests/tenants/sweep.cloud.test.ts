import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, test } from "vitest";
import { dynamoAccounts } from "#functions/identity/adapters/dynamo-accounts.ts";
import { dynamoMembers } from "#functions/identity/adapters/dynamo-members.ts";
import { commitWrites } from "#functions/kernel/dynamodb/commit-writes.ts";
import { newTypeId } from "#functions/kernel/ids.ts";
import { dynamoDoors } from "#functions/tenants/adapters/dynamo-doors.ts";
import { dynamoSlugs } from "#functions/tenants/adapters/dynamo-slugs.ts";
import { dynamoTenants } from "#functions/tenants/adapters/dynamo-tenants.ts";
import { releaseSignUps } from "#functions/tenants/operations/release-sign-ups.ts";
import { client, eventually, mailedToken, must, newTenant } from "#tests/support/tenant.ts";
import { noSealer, stampTables } from "#tests/tenants/stamp-tables.ts";

let tables: Awaited<ReturnType<typeof stampTables>>;
beforeAll(async () => {
  tables = await stampTables();
});

const clock = () => new Date();

/** The sweeper's work, by the test's own hand, for the schedule comes every five minutes only. */
function sweep(more: { readonly asTenant?: Parameters<typeof releaseSignUps>[0]["asTenant"] } = {}) {
  const { documents, tenants: table, identity } = tables;
  const { unfound } = dynamoMembers(documents, table, clock);
  return releaseSignUps({
    tenants: dynamoTenants(documents, table),
    doors: dynamoDoors(table),
    slugs: dynamoSlugs(documents, identity, "pool"),
    owners: { withdraw: ({ tenantId, ownerId }) => unfound(tenantId, ownerId) },
    commit: commitWrites({
      client: documents,
      table,
      sealer: noSealer,
      clock,
      newId: newTypeId,
      random: Math.random,
      sleep,
    }),
    asTenant: more.asTenant ?? ((_tenantId, work) => work()),
    home: { stamp: "pool", region: "eu-west-1" },
    newId: newTypeId,
  })(clock());
}

const before = new Date(Date.now() - 8 * 86_400_000).toISOString();

/** Lets a sign-up be eight days old. */
async function age(tenantId: string, slug: string): Promise<void> {
  const { documents, tenants, identity } = tables;
  const at = { ":at": before };
  const slugKey = { pk: `slug#${slug}`, sk: "slug" };
  const tenantKey = { pk: `T#${tenantId}#tenants.tenant`, sk: "tenant" };
  await documents.send(
    new UpdateCommand({
      TableName: identity,
      Key: slugKey,
      UpdateExpression: "SET createdAt = :at, gsi1sk = :at",
      ExpressionAttributeValues: at,
    }),
  );
  await documents.send(
    new UpdateCommand({
      TableName: tenants,
      Key: tenantKey,
      UpdateExpression: "SET createdAt = :at",
      ExpressionAttributeValues: at,
    }),
  );
}

async function signUp(email?: string) {
  const slug = `w${randomBytes(6).toString("hex")}`;
  const owner = { name: "Ada", email: email ?? `ada@${slug}.example`, password: "seven grey geese" };
  const { body } = must(await client().post("/v1/tenants", { name: "W", slug, timeZone: "UTC", owner }), 201);
  return { slug, tenantId: String(body.tenantId), email: owner.email };
}

describe("the sweeper", () => {
  test("leaves nothing of a sign-up that nobody verified but its commands, and its slug is free again", async () => {
    const { slug, tenantId, email } = await signUp();
    const { tenants, itemsAt } = tables;
    const [tenant] = await itemsAt(tenants, `T#${tenantId}#tenants.tenant`);
    const ownerId: unknown = tenant?.["ownerId"];
    await age(tenantId, slug);
    await sweep();

    const rooms = [
      "tenants.tenant",
      "kernel.door",
      `kernel.member#${ownerId}`,
      "identity.owners",
      "kernel.data-key",
    ];
    for (const room of rooms) expect(await itemsAt(tenants, `T#${tenantId}#${room}`)).toEqual([]);
    const accounts = dynamoAccounts(tables.documents, tables.identity);
    await eventually(async () => ((await accounts.byEmail(email)) ? undefined : true));
    expect(await itemsAt(tables.identity, `user#${ownerId}`)).toEqual([]);
    const again = {
      name: "W",
      slug,
      timeZone: "UTC",
      owner: { name: "A", email, password: "seven grey geese" },
    };
    must(await client().post("/v1/tenants", again), 201);
  });

  test("leaves a verified tenant alone", async () => {
    const { slug, tenantId, email } = await signUp();
    must(await client().post("/v1/identity/verify-email", { token: await mailedToken(email) }), 200);
    await age(tenantId, slug);
    await sweep();

    must(await client().post("/v1/identity/sessions", { email, password: "seven grey geese" }), 201);
    expect((await tables.itemsAt(tables.identity, `slug#${slug}`))[0]).not.toHaveProperty("gsi1pk");
  });

  test("takes from somebody who has an account no more than the tenant that was reserved", async () => {
    const known = await newTenant();
    const { slug, tenantId } = await signUp(known.email);
    await age(tenantId, slug);
    await sweep();
    await eventually(async () => {
      const account = await dynamoAccounts(tables.documents, tables.identity).byEmail(known.email);
      return account?.links.length === 1 ? true : undefined;
    });

    must(await client().post("/v1/identity/sessions", { email: known.email, password: known.password }), 201);
  });

  test("of three at the same time releases once", async () => {
    const { slug, tenantId } = await signUp();
    await age(tenantId, slug);
    await Promise.all([sweep(), sweep(), sweep()]);

    expect(await tables.itemsAt(tables.identity, `slug#${slug}`)).toEqual([]);
    expect(
      await tables.itemsAt(tables.tenants, `T#${tenantId}#kernel.cmd#tenants.sweep#release`),
    ).toHaveLength(1);
  });
});

test("the catalogue follows what happens to a tenant", async () => {
  const { slug, tenantId, email } = await signUp();
  const entry = (status: string) =>
    eventually(async () => {
      const [item] = await tables.itemsAt(tables.catalogue, `tenant#${tenantId}`);
      return item?.["status"] === status ? item : undefined;
    });

  expect(await entry("pending-verification")).toMatchObject({ slug, stamp: "pool", region: "eu-west-1" });
  must(await client().post("/v1/identity/verify-email", { token: await mailedToken(email) }), 200);
  expect(await entry("trial")).toMatchObject({ slug, sequence: 2 });
});
