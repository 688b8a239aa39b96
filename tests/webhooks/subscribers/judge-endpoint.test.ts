import { describe, expect, test } from "vitest";
import { outboundClient } from "#functions/kernel/outbound/outbound-client.ts";
import { postVia } from "#functions/webhooks/adapters/post.ts";
import { deliver } from "#functions/webhooks/subscribers/deliver.ts";
import { actorFor, idOf } from "#tests/support/actors.ts";
import { id, start } from "#tests/webhooks/delivering.ts";
import { tenantId } from "#tests/webhooks/webhooks-in-memory.ts";

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
    hopeless.keep({ failingSince: new Date(Date.now() - 5 * 24 * 3_600_000 - 60_000).toISOString() });
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
