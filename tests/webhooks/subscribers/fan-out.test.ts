import { expect, test } from "vitest";
import type { DomainEvent } from "#events/envelope.ts";
import type { Endpoint } from "#functions/webhooks/domain/endpoint.ts";
import { onAnyEvent } from "#functions/webhooks/subscribers/on-any-event.ts";
import { onReplayRequested } from "#functions/webhooks/subscribers/on-replay-requested.ts";
import { actorFor, idOf } from "#tests/support/actors.ts";
import {
  deliveriesInMemory,
  endpointsInMemory,
  eventAt,
  queueInMemory,
  tenantId,
} from "#tests/webhooks/webhooks-in-memory.ts";

const clock = () => new Date("2026-11-20T12:00:00.000Z");
const actor = actorFor({}, "owner");

const start = (...wanted: readonly Partial<Endpoint>[]) => {
  const { endpoints, stored: kept } = endpointsInMemory();
  const { deliveries, stored } = deliveriesInMemory();
  const queue = queueInMemory();
  for (const [n, endpoint] of wanted.entries()) {
    const id = idOf("whe", n);
    const at = clock().toISOString();
    const defaults = {
      url: "https://x.example/",
      events: ["*"],
      enabled: true,
      secrets: [],
      version: 1,
      createdAt: at,
      updatedAt: at,
    };
    kept.set(id, { tenantId, id, ...defaults, ...endpoint });
  }
  const deps = { endpoints, deliveries, send: queue.send, clock };
  return { deps, stored, sent: queue.sent, fanOut: (event: DomainEvent) => onAnyEvent(deps)(actor, event) };
};

test("an event goes to every enabled endpoint of its tenant that wants it", async () => {
  const { fanOut, sent, stored } = start(
    {},
    { events: ["time.*"] },
    { events: ["people.*"] },
    { enabled: false },
    { tenantId: idOf("tnt", 2) },
  );
  await fanOut(eventAt(7));
  expect(sent).toEqual(
    [0, 1].map((n) => ({
      message: { tenantId, endpointId: idOf("whe", n), deliveryId: idOf("dlv", 7), turn: 0 },
      delaySeconds: 0,
    })),
  );
  expect([...stored.values()].map(({ event }) => event)).toEqual([eventAt(7), eventAt(7)]);
});

test("an event that comes again makes no second delivery, and leaves what came of the first alone", async () => {
  const { fanOut, stored } = start({});
  await fanOut(eventAt(1));
  for (const [key, delivery] of stored) stored.set(key, { ...delivery, status: "delivered", turn: 1 });
  await fanOut(eventAt(1));
  expect([...stored.values()]).toMatchObject([{ status: "delivered", turn: 1 }]);
});

test("an event whose messages could not be sent comes again, and they are", async () => {
  const { deps, fanOut, sent, stored } = start({});
  const send = () => Promise.reject(new Error("killed"));
  await expect(onAnyEvent({ ...deps, send })(actor, eventAt(1))).rejects.toThrow("killed");
  await fanOut(eventAt(1));
  expect([stored.size, sent.length]).toEqual([1, 1]);
});

test("a test event goes to the one endpoint that it tries, whatever that wants", async () => {
  const { fanOut, sent } = start({}, { events: ["people.*"] });
  await fanOut(eventAt(1, { type: "webhooks.test.v1", data: { endpointId: idOf("whe", 1), testId: "t" } }));
  expect(sent.map(({ message }) => message.endpointId)).toEqual([idOf("whe", 1)]);
});

const endpointId = idOf("whe", 0);
const replayOf = (data: object) =>
  eventAt(900, { type: "webhooks.replay-requested.v1", data: { endpointId, status: "failed", ...data } });

async function played() {
  const started = start({});
  const statuses = ["failed", "delivered", "pending", "failed"] as const;
  for (const [n] of statuses.entries()) await started.fanOut(eventAt(n));
  for (const [n, [key, delivery]] of [...started.stored].entries())
    started.stored.set(key, {
      ...delivery,
      status: statuses[n] ?? "pending",
      turn: statuses[n] === "pending" ? 2 : 10,
    });
  started.sent.length = 0;
  const replay = (data: object, send = started.deps.send) =>
    onReplayRequested({ ...started.deps, send })(actor, replayOf(data));
  const turns = () => started.sent.map(({ message }) => [message.deliveryId, message.turn]);
  return { ...started, replay, turns };
}

const since = eventAt(0).time;

test("a replay makes what failed again, and sends what waits at once", async () => {
  const { replay, turns, stored } = await played();
  await replay({ since });
  expect(turns()).toEqual([
    [idOf("dlv", 0), 10],
    [idOf("dlv", 2), 2],
    [idOf("dlv", 3), 10],
  ]);
  expect([...stored.values()].map(({ status, round }) => [status, round])).toEqual([
    ["pending", 10],
    ["delivered", 0],
    ["pending", 0],
    ["pending", 10],
  ]);
});

test("a replay of all makes again what was delivered, too; one of a span keeps to it; one of a delivery is just that", async () => {
  const all = await played();
  await all.replay({ since, status: "all" });
  expect(all.turns()).toHaveLength(4);
  const span = await played();
  await span.replay({ since: eventAt(1).time, until: eventAt(2).time, status: "all" });
  expect(span.turns().map(([id]) => id)).toEqual([idOf("dlv", 1), idOf("dlv", 2)]);
  const one = await played();
  await one.replay({ deliveryId: idOf("dlv", 1) });
  expect(one.turns()).toEqual([[idOf("dlv", 1), 10]]);
});

test("a replay of days to come is one of nothing", async () => {
  const { replay, turns } = await played();
  await replay({ since: "2030-01-01T00:00:00.000Z" });
  expect(turns()).toEqual([]);
});

test("a replay that is cut short goes on when it comes again, and leaves alone what has ended since", async () => {
  const { replay, turns, stored } = await played();
  await expect(replay({ since }, () => Promise.reject(new Error("killed")))).rejects.toThrow("killed");
  for (const [key, delivery] of stored)
    if (delivery.id === idOf("dlv", 3)) stored.set(key, { ...delivery, status: "failed", turn: 11 });
  await replay({ since });
  expect(turns()).toEqual([
    [idOf("dlv", 0), 10],
    [idOf("dlv", 2), 2],
  ]);
});

test("a receiver that has just come back is not flooded", async () => {
  const { fanOut, sent, stored, deps } = start({});
  for (let n = 0; n < 130; n++) await fanOut(eventAt(n));
  for (const [key, delivery] of stored) stored.set(key, { ...delivery, status: "failed" });
  sent.length = 0;
  await onReplayRequested(deps)(actor, replayOf({ since }));
  const delays = sent.map(({ delaySeconds }) => delaySeconds);
  expect([delays[0], delays[19], delays[20], delays[129]]).toEqual([0, 0, 1, 6]);
});
