import { EventBridgeClient, type PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { expect, test } from "vitest";
import type { BusMessage } from "#functions/kernel/events/bus.ts";
import { eventBridgeBus } from "#functions/kernel/events/event-bridge-bus.ts";

const message = (id: number, padding = ""): BusMessage => ({
  source: "tenure.time",
  detailType: "time.punch-recorded.v1",
  detail: { id: `evt_${id}`, padding },
});

/** A bus that refuses entries as told: the n-th call gets the ids that it refuses. */
const start = (refuses: (call: number, id: string) => boolean) => {
  const calls: string[][] = [];
  const aside: string[] = [];
  const events = Object.assign(new EventBridgeClient({ region: "eu-west-1" }), {
    send: async ({ input }: PutEventsCommand) => {
      const ids = (input.Entries ?? []).map(({ Detail = "{}" }) => String(JSON.parse(Detail).id));
      calls.push(ids);
      return {
        Entries: ids.map((id) => (refuses(calls.length, id) ? { ErrorCode: "Throttled" } : { EventId: id })),
      };
    },
  });
  const publish = eventBridgeBus({
    events,
    busName: "bus",
    random: () => 0,
    sleep: async () => {},
    setAside: async ({ detail }) => void aside.push(String(detail["id"])),
  });
  return { publish, calls, aside };
};

test("ten entries a call, and no call too large", async () => {
  const { publish, calls } = start(() => false);

  await publish(Array.from({ length: 23 }, (_, n) => message(n)));
  await publish([message(1, "x".repeat(500_000)), message(2, "x".repeat(500_000))]);

  expect(calls.map((ids) => ids.length)).toEqual([10, 10, 3, 1, 1]);
});

test("only what was refused is sent again", async () => {
  const { publish, calls, aside } = start((call, id) => call < 3 && id === "evt_1");

  await publish([message(0), message(1), message(2)]);

  expect([calls, aside]).toEqual([[["evt_0", "evt_1", "evt_2"], ["evt_1"], ["evt_1"]], []]);
});

test("what the bus never takes is set aside, and the rest goes on", async () => {
  const { publish, calls, aside } = start((_, id) => id === "evt_1");

  await publish([message(0), message(1), message(2)]);

  expect([calls.length, aside]).toEqual([4, ["evt_1"]]);
});
