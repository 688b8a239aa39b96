import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, test } from "vitest";
import { outboundClient } from "#functions/kernel/outbound/outbound-client.ts";
import { postVia } from "#functions/webhooks/adapters/post.ts";
import { newDelivery } from "#functions/webhooks/domain/delivery.ts";
import { type Endpoint, rotate } from "#functions/webhooks/domain/endpoint.ts";
import { secretOf } from "#functions/webhooks/domain/signature.ts";
import type { DeliveryMessage } from "#functions/webhooks/ports.ts";
import { deliver } from "#functions/webhooks/subscribers/deliver.ts";
import { actorFor, idOf } from "#tests/support/actors.ts";
import { memoryCommit } from "#tests/support/memory-commit.ts";
import { startReceiver } from "#tests/webhooks/receiver.ts";
import {
  deliveriesInMemory,
  endpointsInMemory,
  eventAt,
  queueInMemory,
  safeInMemory,
  tenantId,
} from "#tests/webhooks/webhooks-in-memory.ts";

const id = idOf("whe", 1);
const secret = secretOf(Buffer.alloc(32, 1));
const sealed = `sealed for ${id}: ${secret}`;
const started: { readonly stop: () => void }[] = [];
afterEach(() => {
  for (const { stop } of started.splice(0)) stop();
});

async function start(answer?: Parameters<typeof startReceiver>[0]) {
  let now = new Date();
  const receiver = await startReceiver(answer);
  started.push(receiver);
  const { endpoints, stored: kept, only } = endpointsInMemory();
  const { deliveries, stored } = deliveriesInMemory();
  const queue = queueInMemory();
  const { commit, events } = memoryCommit();
  const at = now.toISOString();
  const endpoint: Endpoint = {
    tenantId,
    id,
    url: receiver.url,
    events: ["*"],
    enabled: true,
    secrets: [{ sealed }],
    version: 1,
    createdAt: at,
    updatedAt: at,
  };
  const keep = (changes: Partial<Endpoint>) =>
    void kept.set(`${tenantId}/${id}`, { ...endpoint, ...changes });
  keep({});
  const deps = {
    endpoints,
    deliveries,
    later: queue.later,
    commit,
    safe: safeInMemory,
    clock: () => now,
    random: () => 0.5,
    schedule: [5, 1800],
    openPersonal: async ({ personal }: { personal?: unknown }) => (personal ? { name: "Ada" } : undefined),
    post: postVia(outboundClient({ allow: [receiver.host], timeoutMs: 1000 })),
  };
  await deliveries.add(newDelivery(tenantId, id, eventAt(1), now));
  const first: DeliveryMessage = { tenantId, endpointId: id, deliveryId: idOf("dlv", 1), turn: 0 };
  const run = (message = first) => deliver(deps, () => actorFor({}, "owner"))(message);
  const log = () => [...stored.values()][0];
  const pass = (seconds: number) => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  return {
    ...receiver,
    deps,
    run,
    log,
    keep,
    kept,
    only,
    endpoint,
    events,
    pass,
    first,
    sent: queue.sent,
    deliveries,
  };
}

describe("an event that is taken", () => {
  test("was posted whole and signed, as the standardwebhooks package verifies", async () => {
    const { run, received, log } = await start();
    await run();
    const { headers, body } = received[0] ?? { headers: {}, body: "" };
    const { id: eventId, type, time, data } = eventAt(1);
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual({
      id: eventId,
      type,
      timestamp: time,
      tenantId,
      data,
    });
    expect(headers).toMatchObject({
      "webhook-id": eventId,
      "content-type": "application/json",
      "user-agent": "Tenure-Webhooks/1.0",
    });
    expect(log()).toMatchObject({ status: "delivered", turn: 1, attempts: [{ statusCode: 204 }] });
  });

  test("carries its personal fields readable, and lacks those of an erased person", async () => {
    const { run, received, deps, deliveries, first } = await start();
    const personal = { of: idOf("emp", 1), sealed: "…" };
    await deliveries.add(newDelivery(tenantId, id, eventAt(2, { personal }), new Date()));
    await run({ ...first, deliveryId: idOf("dlv", 2) });
    expect(JSON.parse(received[0]?.body ?? "")).toMatchObject({ personal: { name: "Ada" } });
    await deliveries.add(newDelivery(tenantId, id, eventAt(3, { personal }), new Date()));
    await deliver({ ...deps, openPersonal: async () => undefined }, () => actorFor({}, "owner"))({
      ...first,
      deliveryId: idOf("dlv", 3),
    });
    expect(JSON.parse(received[1]?.body ?? "")).not.toHaveProperty("personal");
  });

  test("is signed by the new and the old secret while both live", async () => {
    const { run, received, keep, endpoint } = await start();
    const next = secretOf(Buffer.alloc(32, 2));
    keep(rotate(endpoint, `sealed for ${id}: ${next}`, new Date()) ?? {});
    await run();
    const { headers, body } = received[0] ?? { headers: {}, body: "" };
    for (const one of [secret, next]) new Webhook(one).verify(body, headers as Record<string, string>);
  });

  test("is not posted again when its message comes twice", async () => {
    const { run, received } = await start();
    await run();
    await run();
    expect(received).toHaveLength(1);
  });
});

describe("an event that is not taken", () => {
  test("is tried again on schedule under the same id, until it has failed; what was answered is kept sealed", async () => {
    const { run, received, log, sent, pass, first } = await start(
      (response) => void response.writeHead(500).end("no room"),
    );
    for (const turn of [0, 1, 2]) {
      await run({ ...first, turn });
      pass(3600);
    }
    expect(sent).toEqual([
      { message: { ...first, turn: 1 }, delaySeconds: 5 },
      { message: { ...first, turn: 2 }, delaySeconds: 1800 },
    ]);
    expect(new Set(received.map(({ headers }) => headers["webhook-id"]))).toEqual(new Set([idOf("evt", 1)]));
    expect(new Set(received.map(({ headers }) => headers["webhook-timestamp"])).size).toBe(3);
    expect(log()).toMatchObject({
      status: "failed",
      turn: 3,
      response: `sealed for ${id}: no room`,
      attempts: [{ statusCode: 500 }, {}, {}],
    });
  });

  test.each<[string, Parameters<typeof startReceiver>[0], object]>([
    [
      "a redirect",
      (response) => void response.writeHead(307, { location: "/other" }).end(),
      { statusCode: 307 },
    ],
    ["silence", () => {}, { error: "outbound.timeout" }],
    ["a broken connection", (response) => void response.destroy(), { error: "outbound.connection-failed" }],
  ])("%s is a failure", async (_case, answer, attempt) => {
    const { run, log, sent } = await start(answer);
    await run();
    expect(log()).toMatchObject({ status: "pending", attempts: [attempt] });
    expect(sent).toHaveLength(1);
  });

  test("waits as long as the receiver asks", async () => {
    const { run, sent } = await start(
      (response) => void response.writeHead(429, { "retry-after": "77" }).end(),
    );
    await run();
    expect(sent[0]?.delaySeconds).toBe(77);
  });

  test("keeps at most 20,000 bytes of what was answered", async () => {
    const { run, log } = await start((response) => void response.writeHead(500).end("x".repeat(50_000)));
    await run();
    expect(log()?.response).toHaveLength(`sealed for ${id}: `.length + 20_000);
  });

  test("is asked for again when its turn has not come yet", async () => {
    const { run, received, first } = await start();
    await expect(run({ ...first, turn: 1 })).rejects.toThrow("not over yet");
    expect(received).toHaveLength(0);
  });

  test("a crash before the outcome is kept repeats the attempt; none is lost", async () => {
    const { deps, run, received, log } = await start(
      (response, count) => void response.writeHead(count > 1 ? 204 : 500).end(),
    );
    const settle = () => Promise.reject(new Error("killed"));
    const crashing = deliver({ ...deps, deliveries: { ...deps.deliveries, settle } }, () =>
      actorFor({}, "owner"),
    );
    await expect(crashing({ tenantId, endpointId: id, deliveryId: idOf("dlv", 1), turn: 0 })).rejects.toThrow(
      "killed",
    );
    await run();
    expect(received).toHaveLength(2);
    expect(log()).toMatchObject({ status: "delivered", turn: 1 });
  });
});

describe("an endpoint", () => {
  test("that answers 410 is disabled, and told of; nothing is tried again", async () => {
    const { run, only, events, sent, log } = await start((response) => void response.writeHead(410).end());
    await run();
    expect(only()).toMatchObject({ enabled: false, disabledReason: "gone", version: 2 });
    expect(events).toMatchObject([
      { contract: { type: "webhooks.endpoint-disabled.v1" }, data: { endpointId: id, reason: "gone" } },
    ]);
    expect({ sent, status: log()?.status }).toEqual({ sent: [], status: "failed" });
  });

  test("that has failed for five days is disabled; one success in between forgives all", async () => {
    const hopeless = await start((response) => void response.writeHead(500).end());
    hopeless.keep({ failingSince: new Date(Date.now() - 5 * 24 * 3_600_000).toISOString() });
    await hopeless.run();
    expect(hopeless.only()).toMatchObject({ enabled: false, disabledReason: "failing" });

    const forgiven = await start();
    forgiven.keep({ failingSince: "2026-01-01T00:00:00.000Z" });
    await forgiven.run();
    expect(forgiven.only()).toMatchObject({ enabled: true, failingSince: undefined });
  });

  test("that begins to fail is noted once", async () => {
    const { run, only, pass, first } = await start((response) => void response.writeHead(500).end());
    await run();
    const { failingSince } = only();
    pass(60);
    await run({ ...first, turn: 1 });
    expect(failingSince).toBeDefined();
    expect(only()).toMatchObject({ enabled: true, failingSince, version: 1 });
  });

  test("that is disabled gets nothing; what was on its way has failed, and can be replayed", async () => {
    const { run, keep, received, log } = await start();
    keep({ enabled: false });
    await run();
    expect(received).toEqual([]);
    expect(log()).toMatchObject({ status: "failed", attempts: [{ error: "webhooks.endpoint-disabled" }] });
  });

  test("that is deleted gets nothing", async () => {
    const { run, kept, received } = await start();
    kept.clear();
    await run();
    expect(received).toEqual([]);
  });

  test("whose name leads to an inner address by now is not called", async () => {
    const { deps, keep, log } = await start();
    keep({ url: "https://hooks.example.com/" });
    const resolve = async () => [{ address: "169.254.169.254", family: 4 }];
    const post = postVia(outboundClient({ allow: [], resolve }));
    await deliver({ ...deps, post }, () => actorFor({}, "owner"))({
      tenantId,
      endpointId: id,
      deliveryId: idOf("dlv", 1),
      turn: 0,
    });
    expect(log()).toMatchObject({ status: "pending", attempts: [{ error: "outbound.address-refused" }] });
  });
});
