import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { openQueues } from "#local/services/sqs/queues.ts";
import { openStore } from "#local/store.ts";
import { manualClock, settled } from "#tests/local/services/manual-clock.ts";
import { queueArn, resource } from "#tests/local/services/resource.ts";

const jobs = queueArn("jobs");
const dead = queueArn("dead");
const ordered = queueArn("ordered.fifo");

function openTestQueues(file?: string) {
  const { clock, advance } = manualClock();
  const store = openStore(file);
  const queues = openQueues({ store, clock, newId: randomUUID });
  queues.define(resource("AWS::SQS::Queue", "dead"));
  queues.define(
    resource("AWS::SQS::Queue", "jobs", {
      VisibilityTimeout: 60,
      RedrivePolicy: { deadLetterTargetArn: dead, maxReceiveCount: 2 },
    }),
  );
  queues.define(resource("AWS::SQS::Queue", "ordered.fifo", { FifoQueue: true }));
  onTestFinished(queues.stop);
  const bodies = (arn: string, max = 10) => queues.receive(arn, { max }).map(({ body }) => body);
  const put = (groupId: string, body: string) =>
    queues.send(ordered, { body, groupId, deduplicationId: body });
  return { queues, advance, bodies, put, store };
}

test("a received message is out of sight until its visibility timeout is over", async () => {
  const { queues, advance, bodies } = openTestQueues();
  queues.send(jobs, { body: "a" });

  expect(bodies(jobs)).toEqual(["a"]);
  expect(bodies(jobs)).toEqual([]);
  await advance(60_000);
  expect(bodies(jobs)).toEqual(["a"]);
});

test("an acknowledged message is gone; a released one is back, after its delay", async () => {
  const { queues, advance } = openTestQueues();
  queues.send(jobs, { body: "a" });
  queues.send(jobs, { body: "b" });
  const [a, b] = queues.receive(jobs, { max: 10 });

  queues.acknowledge(jobs, [a?.receiptHandle ?? ""]);
  queues.release(jobs, [b?.receiptHandle ?? ""], 5);
  expect(queues.receive(jobs, { max: 10 })).toEqual([]);
  await advance(5000);
  const [again] = queues.receive(jobs, { max: 10 });
  expect([again?.body, again?.attributes.ApproximateReceiveCount]).toEqual(["b", "2"]);
});

test("a message received too often goes to the dead-letter queue, says whence, and can be sent back", async () => {
  const { queues, advance, bodies } = openTestQueues();
  queues.send(jobs, { body: "poison" });
  for (const _ of [1, 2]) {
    expect(bodies(jobs)).toEqual(["poison"]);
    await advance(60_000);
  }
  expect(bodies(jobs)).toEqual([]);
  const [buried] = queues.receive(dead, { max: 1 });
  expect(buried?.body).toBe("poison");
  expect(buried?.attributes.DeadLetterQueueSourceArn).toBe(jobs);

  expect(queues.redrive(dead)).toBe(1);
  expect(queues.receive(jobs, { max: 1 })[0]?.attributes.ApproximateReceiveCount).toBe("1");
});

test("a good message behind ten that go to the dead-letter queue comes at once", async () => {
  const { queues, advance, bodies } = openTestQueues();
  for (let at = 0; at < 10; at++) queues.send(jobs, { body: "poison" });
  for (const _ of [1, 2]) {
    expect(bodies(jobs)).toHaveLength(10);
    await advance(60_000);
  }
  queues.send(jobs, { body: "good" });
  expect(bodies(jobs)).toEqual(["good"]);
  expect(bodies(dead)).toHaveLength(10);
});

test("a FIFO queue keeps the order within a group and gives out a group only when none of it is in flight", () => {
  const { queues, put } = openTestQueues();
  put("red", "r1");
  put("red", "r2");
  put("blue", "b1");
  const first = queues.receive(ordered, { max: 1 });
  expect(first.map(({ body }) => body)).toEqual(["r1"]);

  expect(queues.receive(ordered, { max: 10 }).map(({ body }) => body)).toEqual(["b1"]);
  queues.acknowledge(ordered, [first[0]?.receiptHandle ?? ""]);
  expect(queues.receive(ordered, { max: 10 }).map(({ body }) => body)).toEqual(["r2"]);
});

test("a FIFO queue takes a repeated message once in five minutes and answers the first one's id", async () => {
  const { put, bodies, advance } = openTestQueues();
  const first = put("red", "r1");

  expect(put("red", "r1")).toEqual(first);
  expect(bodies(ordered)).toEqual(["r1"]);
  await advance(5 * 60_000);
  expect(put("red", "r1").id).not.toBe(first.id);
});

test("a FIFO queue refuses a receipt whose visibility timeout is over, and keeps the message", async () => {
  const { queues, put, advance, bodies } = openTestQueues();
  put("red", "r1");
  const handle = queues.receive(ordered, { max: 1 })[0]?.receiptHandle ?? "";
  await advance(30_000);

  expect(queues.acknowledge(ordered, [handle]).get(handle)?.code).toBe("InvalidParameterValue");
  expect(bodies(ordered)).toEqual(["r1"]);
});

test("whoever waits is called when a message comes, is due, is released, or frees its group", async () => {
  const { queues, put, advance } = openTestQueues();
  const onJobs = vi.fn();
  const onOrdered = vi.fn();
  queues.onMessage(jobs, onJobs);
  queues.onMessage(ordered, onOrdered);
  await settled();
  const calls = async (callback: typeof onJobs, change: () => unknown) => {
    callback.mockClear();
    await change();
    await settled();
    return callback.mock.calls.length;
  };

  expect(await calls(onJobs, () => queues.send(jobs, { body: "now" }))).toBe(1);
  expect(await calls(onJobs, () => queues.send(jobs, { body: "later", delay: 9 }))).toBe(0);
  expect(await calls(onJobs, () => advance(8999))).toBe(0);
  expect(await calls(onJobs, () => advance(1))).toBe(1);
  queues.receive(jobs, { max: 10 });
  expect(await calls(onJobs, () => advance(60_000))).toBe(1);
  expect(await calls(onOrdered, () => put("red", "r1"))).toBe(1);
  const handles = queues.receive(ordered, { max: 1 }).map(({ receiptHandle }) => receiptHandle);
  expect(await calls(onOrdered, () => queues.acknowledge(ordered, handles))).toBe(1);
});

test("messages, receive counts and repeats are kept across a restart, and those waiting are announced", async () => {
  const folder = mkdtempSync(join(tmpdir(), "queues-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "state.db");
  const before = openTestQueues(file);
  before.queues.send(jobs, { body: "a" });
  before.put("red", "r1");

  const after = openTestQueues(file);
  const callback = vi.fn();
  after.queues.onMessage(jobs, callback);
  await settled();
  expect(callback).toHaveBeenCalled();
  expect(after.bodies(jobs)).toEqual(["a"]);
  after.put("red", "r1");
  expect(after.bodies(ordered)).toEqual(["r1"]);
});

test("a tenant with much in flight does not keep the others waiting", () => {
  const { queues } = openTestQueues();
  for (let at = 0; at < 100; at++) queues.send(jobs, { body: `noisy ${at}`, groupId: "noisy" });
  queues.receive(jobs, { max: 10 });
  queues.send(jobs, { body: "quiet", groupId: "quiet" });
  const next = () => queues.receive(jobs, { max: 10 }).map(({ body }) => body);
  expect(next()).not.toContain("quiet");
  expect(next()).not.toContain("quiet");
  expect(next()).toEqual(["quiet", ...Array.from({ length: 9 }, (_, at) => `noisy ${30 + at}`)]);
  expect(next()).toHaveLength(10);
});

test("a message past its retention is never given out", async () => {
  const { queues, advance, bodies } = openTestQueues();
  queues.send(jobs, { body: "old" });
  await advance(4 * 86_400_000);
  expect(bodies(jobs)).toEqual([]);
});
