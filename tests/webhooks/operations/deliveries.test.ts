import { describe, expect, test } from "vitest";
import * as z from "zod";
import { newDelivery } from "#functions/webhooks/domain/delivery.ts";
import { listDeliveries } from "#functions/webhooks/operations/list-deliveries.ts";
import { readDelivery } from "#functions/webhooks/operations/read-delivery.ts";
import { replayDeliveries } from "#functions/webhooks/operations/replay-deliveries.ts";
import { testEndpoint } from "#functions/webhooks/operations/test-endpoint.ts";
import { updateEndpoint } from "#functions/webhooks/operations/update-endpoint.ts";
import { idOf } from "#tests/support/actors.ts";
import { admin, start, stranger } from "#tests/webhooks/operating.ts";
import { eventAt, tenantId } from "#tests/webhooks/webhooks-in-memory.ts";

describe("testEndpoint and replayDeliveries", () => {
  test("tell what is wanted, with instants in UTC", async () => {
    const { deps, create, told } = start();
    const { id } = await create();
    const { testId } = await testEndpoint.run(deps)(admin(), { id });
    expect(told().at(-1)).toEqual(["webhooks.test.v1", { endpointId: id, testId }]);
    await replayDeliveries.run(deps)(admin(), { id, since: "2026-11-20T10:00:00+09:00", status: "failed" });
    expect(told().at(-1)).toMatchObject([
      "webhooks.replay-requested.v1",
      { endpointId: id, since: "2026-11-20T01:00:00.000Z", status: "failed" },
    ]);
  });

  test("refuse a disabled endpoint and a delivery that is not there", async () => {
    const { deps, create } = start();
    const { id } = await create();
    const one = { id, deliveryId: idOf("dlv", 1), status: "failed" } as const;
    await expect(replayDeliveries.run(deps)(admin(), one)).rejects.toMatchObject({
      code: "webhooks.no-such-delivery",
    });
    await updateEndpoint.run(deps)(admin(), { id, enabled: false });
    await expect(testEndpoint.run(deps)(admin(), { id })).rejects.toMatchObject({
      code: "webhooks.endpoint-disabled",
    });
    await expect(replayDeliveries.run(deps)(admin(), one)).rejects.toMatchObject({
      code: "webhooks.endpoint-disabled",
    });
  });

  test.each([
    {},
    { deliveryId: "dlv_1", since: "2026-11-20T00:00:00Z" },
    { until: "2026-11-20T00:00:00Z" },
    { since: "2026-11-20T00:00:00Z", until: "2026-11-19T00:00:00Z" },
    { since: "yesterday" },
  ])("a replay of %j is malformed", (wrong) => {
    expect(z.safeParse(replayDeliveries.input, { id: idOf("whe", 1), ...wrong }).success).toBe(false);
  });
});

test("the delivery log is listed newest first, and one delivery shows what the receiver answered", async () => {
  const { deps, create, log } = start();
  const { id } = await create();
  for (const n of [1, 2, 3]) await deps.deliveries.add(newDelivery(tenantId, id, eventAt(n), new Date()));
  const [key = "", delivery] = [...log][1] ?? [];
  if (delivery) log.set(key, { ...delivery, status: "failed", response: `sealed for ${id}: no` });

  const { items } = await listDeliveries.run(deps)(admin(), { id, limit: 2 });
  expect(items.map(({ eventId }) => eventId)).toEqual([idOf("evt", 3), idOf("evt", 2)]);
  expect(items[1]).not.toHaveProperty("event");
  expect(await readDelivery.run(deps)(admin(), { id, deliveryId: idOf("dlv", 2) })).toMatchObject({
    status: "failed",
    response: "no",
  });
  await expect(listDeliveries.run(deps)(stranger(), { id, limit: 2 })).rejects.toMatchObject({
    kind: "not-found",
  });
  await expect(readDelivery.run(deps)(admin(), { id, deliveryId: idOf("dlv", 9) })).rejects.toMatchObject({
    code: "webhooks.no-such-delivery",
  });
});
