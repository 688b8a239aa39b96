import { describe, expect, test } from "vitest";
import * as z from "zod";
import { createEndpoint } from "#functions/webhooks/operations/create-endpoint.ts";
import { deleteEndpoint } from "#functions/webhooks/operations/delete-endpoint.ts";
import { listEndpoints } from "#functions/webhooks/operations/list-endpoints.ts";
import { readEndpoint } from "#functions/webhooks/operations/read-endpoint.ts";
import { readEndpointSecret } from "#functions/webhooks/operations/read-endpoint-secret.ts";
import { rotateEndpointSecret } from "#functions/webhooks/operations/rotate-endpoint-secret.ts";
import { testEndpoint } from "#functions/webhooks/operations/test-endpoint.ts";
import { updateEndpoint } from "#functions/webhooks/operations/update-endpoint.ts";
import { webhooksPermissions } from "#functions/webhooks/permissions.ts";
import { webhooksRoutes } from "#functions/webhooks/routes.ts";
import { actorFor } from "#tests/support/actors.ts";
import { admin, input, start, stranger } from "#tests/webhooks/operating.ts";

test("owners and admins run webhooks, nobody else", () => {
  const may = (role: "owner" | "manager") => Object.keys(actorFor(webhooksPermissions, role).grants);
  expect([may("owner").length, may("manager").length]).toEqual([2, 0]);
});

test.each(webhooksRoutes.map(({ operation }) => [operation.name, operation] as const))(
  "the example of %s is one",
  (_name, { input: taken, output, example }) => {
    expect(z.safeParse(taken, example.input).error).toBeUndefined();
    expect(z.safeParse(output, example.output).error).toBeUndefined();
  },
);

describe("createEndpoint", () => {
  test("gives the secret, keeps it sealed, and tells neither it nor the address", async () => {
    const { create, only, told } = start();
    const { secret, ...endpoint } = await create();
    expect(secret).toBe(`whsec_${Buffer.alloc(32, 1).toString("base64")}`);
    expect(endpoint).toMatchObject({ ...input, version: 1 });
    expect(only().secrets).toEqual([{ sealed: `sealed for ${endpoint.id}: ${secret}` }]);
    expect(told()).toEqual([
      ["webhooks.endpoint-created.v1", { endpointId: endpoint.id, events: ["time.*"], enabled: true }],
    ]);
  });

  test("gives a resent request its first answer, secret and all", async () => {
    const { deps, stored } = start();
    const actor = admin();
    const first = await createEndpoint.run(deps)(actor, input);
    expect(await createEndpoint.run(deps)(actor, input)).toEqual(first);
    expect(stored.size).toBe(1);
  });

  test("refuses an address that may not be called, and the 51st endpoint", async () => {
    const { deps, create } = start();
    await expect(
      createEndpoint.run(deps)(admin(), { ...input, url: "https://127.0.0.1/" }),
    ).rejects.toMatchObject({ code: "webhooks.url-refused" });
    for (let n = 0; n < 50; n++) await create();
    await expect(create()).rejects.toMatchObject({ kind: "conflict", code: "webhooks.too-many-endpoints" });
  });

  test("refuses filters that no event passes, each by its place", async () => {
    const { deps, create, stored } = start();
    const events = ["bogus.*", "time.*", "webhooks.test.v1", "time.punch-recorded.v9", "*"];
    const refusal = {
      kind: "invalid",
      code: "webhooks.unknown-event",
      faults: [{ path: "events.0" }, { path: "events.3" }],
    };
    await expect(createEndpoint.run(deps)(admin(), { ...input, events })).rejects.toMatchObject(refusal);
    expect(stored.size).toBe(0);
    const { id } = await create();
    await expect(updateEndpoint.run(deps)(admin(), { id, events })).rejects.toMatchObject(refusal);
  });

  test.each([
    { events: [] },
    { events: ["nope"] },
    { events: [`${"a".repeat(99)}.*`] },
    { url: 1 },
    { tenantId: "x" },
    { enabled: "yes" },
  ])("takes no %j", (wrong) => {
    expect(z.safeParse(createEndpoint.input, { ...input, ...wrong }).success).toBe(false);
  });
});

describe("an endpoint", () => {
  test("is read, listed, changed and deleted by its tenant alone", async () => {
    const { deps, create, stored } = start();
    const { id } = await create();
    expect(await readEndpoint.run(deps)(admin(), { id })).not.toHaveProperty("secret");
    expect((await listEndpoints.run(deps)(admin(), { limit: 50 })).items).toHaveLength(1);
    expect((await listEndpoints.run(deps)(stranger(), { limit: 50 })).items).toEqual([]);
    const asStranger = [
      readEndpoint,
      deleteEndpoint,
      readEndpointSecret,
      rotateEndpointSecret,
      testEndpoint,
      updateEndpoint,
    ];
    for (const operation of asStranger)
      await expect(operation.run(deps)(stranger(), { id })).rejects.toMatchObject({
        kind: "not-found",
        code: "webhooks.no-such-endpoint",
      });
    await deleteEndpoint.run(deps)(admin(), { id });
    expect(stored.size).toBe(0);
  });

  test("is changed field by field, with the new address checked and a stale version refused", async () => {
    const { deps, create, told } = start();
    const { id } = await create();
    const next = await updateEndpoint.run(deps)(admin(), { id, events: ["*"], expectedVersion: 1 });
    expect(next).toMatchObject({ url: input.url, events: ["*"], version: 2 });
    expect(told().at(-1)).toEqual(["webhooks.endpoint-updated.v1", { endpointId: id, changed: ["events"] }]);
    const stale = { id, enabled: false, expectedVersion: 1 };
    await expect(updateEndpoint.run(deps)(admin(), stale)).rejects.toMatchObject({
      kind: "stale",
      code: "request.stale",
    });
    await expect(deleteEndpoint.run(deps)(admin(), { id, expectedVersion: 1 })).rejects.toMatchObject({
      kind: "stale",
    });
    await expect(updateEndpoint.run(deps)(admin(), { id, url: "http://127.0.0.1/" })).rejects.toMatchObject({
      code: "webhooks.url-refused",
    });
  });

  test("that two change at the same time is changed once", async () => {
    const { deps, create, only } = start();
    const { id } = await create();
    const both = await Promise.allSettled(
      [["*"], ["people.*"]].map((events) => updateEndpoint.run(deps)(admin(), { id, events })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(only().version).toBe(2);
  });
});

describe("secrets", () => {
  test("rotate with 24 hours of overlap", async () => {
    const { deps, create, pass, told } = start();
    const { id, secret: first } = await create();
    const { secret, overlapUntil } = await rotateEndpointSecret.run(deps)(admin(), { id });
    expect(overlapUntil).toBe("2026-11-21T09:00:00.000Z");
    expect(await readEndpointSecret.run(deps)(admin(), { id })).toEqual({
      secret,
      expiring: [{ secret: first, until: overlapUntil }],
    });
    expect(told().at(-1)).toEqual(["webhooks.secret-rotated.v1", { endpointId: id, overlapUntil }]);
    pass(24);
    expect(await readEndpointSecret.run(deps)(admin(), { id })).toEqual({ secret, expiring: [] });
  });

  test("sign five at a time", async () => {
    const { deps, create } = start();
    const { id } = await create();
    for (let n = 0; n < 4; n++) await rotateEndpointSecret.run(deps)(admin(), { id });
    await expect(rotateEndpointSecret.run(deps)(admin(), { id })).rejects.toMatchObject({
      code: "webhooks.too-many-secrets",
    });
  });
});
