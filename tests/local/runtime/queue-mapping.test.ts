import type { SQSEvent } from "aws-lambda";
import { afterEach, describe, expect, it } from "vitest";
import type { Resource } from "#local/resource.ts";
import type { Outcome } from "#local/runtime/functions.ts";
import { type Mapping, mapQueue, type QueueMappingSettings } from "#local/runtime/queue-mapping.ts";
import { systemClock } from "#local/services/clock.ts";
import { openQueues } from "#local/services/sqs/queues.ts";
import { openStore } from "#local/store.ts";

const stops: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const arnOf = (name: string) => `arn:aws:sqs:eu-west-1:000000000000:${name}`;
const queue = (name: string, properties: Record<string, unknown> = {}): Resource => ({
  type: "AWS::SQS::Queue",
  stack: "S",
  logicalId: name,
  name,
  arn: arnOf(name),
  properties,
});

/** A queue (with a dead-letter queue after two receives) mapped to a function of the test's own. */
function world(
  answer: (bodies: string[], event: SQSEvent) => Promise<Outcome>,
  settings: Partial<QueueMappingSettings> = {},
  properties: Record<string, unknown> = {},
) {
  let id = 0;
  const queues = openQueues({ store: openStore(), clock: systemClock, newId: () => `m${id++}` });
  const name = properties["FifoQueue"] ? "q.fifo" : "q";
  queues.define(queue("dead"));
  queues.define(
    queue(name, {
      VisibilityTimeout: 1,
      RedrivePolicy: { deadLetterTargetArn: arnOf("dead"), maxReceiveCount: 2 },
      ...properties,
    }),
  );
  const waits = new Map<number, () => void>();
  const calls: string[][] = [];
  const faults: unknown[] = [];
  const start = (): Mapping =>
    mapQueue({
      queues,
      clock: systemClock,
      queueArn: arnOf(name),
      fn: "f",
      batchSize: 10,
      windowSeconds: 0,
      partial: true,
      concurrency: 8,
      onFault: (error) => faults.push(error),
      functions: {
        invoke: async (_, event) => {
          const { Records } = event as SQSEvent;
          const bodies = Records.map(({ body }) => body);
          calls.push(bodies);
          waits.get(calls.length)?.();
          return answer(bodies, event as SQSEvent);
        },
      },
      ...settings,
    });
  stops.push(() => queues.stop());
  const send = (body: string, groupId?: string) =>
    queues.send(arnOf(name), { body, groupId, deduplicationId: groupId && body });
  const called = (times: number): Promise<void> =>
    calls.length >= times ? Promise.resolve() : new Promise((resolve) => waits.set(times, resolve));
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return {
    queues,
    calls,
    faults,
    start,
    send,
    called,
    settled,
    counts: () => queues.counts(arnOf(name)),
    dead: () => queues.counts(arnOf("dead")),
  };
}

const ok = (payload: unknown = null): Outcome => ({ ok: true, payload });
const failure: Outcome = { ok: false, errorType: "E", errorMessage: "no", trace: [] };
const failing = (...ids: string[]) =>
  ok({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

function started(mapping: Mapping): Mapping {
  stops.unshift(() => mapping.stop());
  return mapping;
}

describe("a queue mapping", () => {
  it("delivers what waits at the start in batches, and what arrives later at once", async () => {
    const { send, start, calls, called, settled, counts } = world(async () => ok(), {
      batchSize: 2,
      concurrency: 1,
    });
    for (const body of ["a", "b", "c"]) send(body);
    started(start());
    await called(2);
    send("d");
    await called(3);
    await settled();
    expect(calls).toEqual([["a", "b"], ["c"], ["d"]]);
    expect(counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it("keeps what failed hidden until its visibility timeout is over, then buries it", async () => {
    const { send, start, calls, called, counts, dead, settled } = world(async (_, { Records }) =>
      failing(...Records.filter(({ body }) => body === "bad").map(({ messageId }) => messageId)),
    );
    send("good");
    send("bad");
    started(start());
    await called(1);
    await settled();
    expect(counts()).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
    await called(2);
    expect(calls).toEqual([["good", "bad"], ["bad"]]);
    await expect.poll(dead, { timeout: 3000 }).toMatchObject({ visible: 1 });
  });

  it.each([
    ["the function fails", failure],
    ["it names a message that it was not given", failing("other")],
    ["its answer is malformed", ok({ batchItemFailures: [{}] })],
  ])("takes the whole batch for failed when %s", async (_, outcome) => {
    const { send, start, calls, called } = world(async () => outcome, { redeliverySeconds: 0 });
    send("a");
    send("b");
    started(start());
    await called(2);
    expect(calls.slice(0, 2)).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
  });
});

describe("the options of a queue mapping", () => {
  it("has no more batches in flight than allowed", async () => {
    let open = 0;
    let most = 0;
    const { send, start, called } = world(
      async () => {
        most = Math.max(most, ++open);
        await new Promise((resolve) => setTimeout(resolve, 5));
        open--;
        return ok();
      },
      { batchSize: 1, concurrency: 2 },
    );
    for (let i = 0; i < 6; i++) send(String(i));
    started(start());
    await called(6);
    expect(most).toBe(2);
  });

  it("without partial responses takes any answer for success", async () => {
    const { send, start, called, counts, settled } = world(async () => failing("m0"), { partial: false });
    send("a");
    started(start());
    await called(1);
    await settled();
    expect(counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it("lets messages gather for the window, unless a batch is full", async () => {
    const { send, start, calls, called, settled } = world(async () => ok(), {
      batchSize: 3,
      windowSeconds: 0.05,
    });
    started(start());
    await settled();
    send("a");
    await settled();
    send("b");
    await called(1);
    for (const body of ["c", "d", "e"]) send(body);
    await called(2);
    expect(calls).toEqual([
      ["a", "b"],
      ["c", "d", "e"],
    ]);
  });

  it("keeps each group of a FIFO queue in order, one batch at a time", async () => {
    const busy = new Set<string>();
    let overlaps = 0;
    const { send, start, calls, queues } = world(
      async (bodies) => {
        const groups = new Set(bodies.map((body) => body.charAt(0)));
        for (const group of groups) {
          if (busy.has(group)) overlaps++;
          busy.add(group);
        }
        await new Promise((resolve) => setTimeout(resolve, 3));
        for (const group of groups) busy.delete(group);
        return ok();
      },
      { batchSize: 2 },
      { FifoQueue: true },
    );
    for (let i = 0; i < 6; i++) for (const group of ["a", "b"]) send(`${group}${i}`, group);
    started(start());
    await expect.poll(() => calls.flat().length).toBe(12);
    expect(overlaps).toBe(0);
    for (const group of ["a", "b"])
      expect(calls.flat().filter((body) => body.startsWith(group))).toEqual(
        [0, 1, 2, 3, 4, 5].map((i) => group + i),
      );
    expect(queues.counts(arnOf("q.fifo"))).toMatchObject({ visible: 0 });
  });

  it("leaves what failed by its own end visible for the next start", async () => {
    const { promise: cut, resolve: cutShort } = Promise.withResolvers<Outcome>();
    const { send, start, called, counts } = world(() => cut);
    const mapping = start();
    send("a");
    await called(1);
    const stopped = mapping.stop();
    cutShort(failure);
    await stopped;
    expect(counts()).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
  });

  it("goes on after a fault of its own", async () => {
    let broken = true;
    const { send, start, called, faults } = world(async () => {
      if (broken) throw new Error("no such function");
      return ok();
    });
    started(start());
    send("a");
    await expect.poll(() => faults).toEqual([new Error("no such function")]);
    broken = false;
    send("b");
    await called(2);
  });

  it("stops when what runs has ended, and takes nothing more", async () => {
    let finish = () => {};
    const { send, start, calls, called, counts } = world(
      () =>
        new Promise<Outcome>((resolve) => {
          finish = () => resolve(ok());
        }),
    );
    const mapping = start();
    send("a");
    await called(1);
    const stopped = mapping.stop();
    send("b");
    finish();
    await stopped;
    expect(calls).toEqual([["a"]]);
    expect(counts()).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
  });
});
