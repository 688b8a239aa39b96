import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { newDelivery } from "#functions/webhooks/domain/delivery.ts";
import { rotate } from "#functions/webhooks/domain/endpoint.ts";
import { secretOf } from "#functions/webhooks/domain/signature.ts";
import { deliver } from "#functions/webhooks/subscribers/deliver.ts";
import { actorFor, idOf } from "#tests/support/actors.ts";
import { id, secret, start } from "#tests/webhooks/delivering.ts";
import type { startReceiver } from "#tests/webhooks/receiver.ts";
import { eventAt, tenantId } from "#tests/webhooks/webhooks-in-memory.ts";

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
