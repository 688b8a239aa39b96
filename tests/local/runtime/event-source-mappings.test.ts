import type { DynamoDBRecord } from "aws-lambda";
import { afterEach, describe, expect, it } from "vitest";
import { openCheckpoints } from "#local/runtime/checkpoints.ts";
import { type EventSourceMappings, eventSourceMappings } from "#local/runtime/event-source-mappings.ts";
import type { Outcome } from "#local/runtime/functions.ts";
import { systemClock } from "#local/services/clock.ts";
import { openQueues } from "#local/services/sqs/queues.ts";
import { openStore } from "#local/store.ts";

const streamArn = "arn:aws:dynamodb:eu-west-1:0:table/t/stream/local";
const queueArn = (name: string) => `arn:aws:sqs:eu-west-1:0:${name}`;
const resource = (type: string, name: string, arn: string, properties: Record<string, unknown>) => ({
  type,
  stack: "S",
  logicalId: name,
  name,
  arn,
  properties,
});
const record = (sequence: number, eventName: "INSERT" | "MODIFY", sk: string): DynamoDBRecord => ({
  eventName,
  dynamodb: {
    SequenceNumber: String(sequence),
    ApproximateCreationDateTime: 1_700_000_000 + sequence,
    Keys: { sk: { S: sk } },
  },
});

let mappings: EventSourceMappings | undefined;
afterEach(() => mappings?.stop());

/** Mappings over a fixed stream and two queues, `q` and `failures`. */
async function world(
  answer: (fn: string) => Outcome,
  declared: readonly Record<string, unknown>[],
  stream: DynamoDBRecord[] = [],
) {
  const calls: { fn: string; event: { Records: unknown[] } }[] = [];
  const kept: { bucketArn: string; key: string; body: string }[] = [];
  const trimmed: string[] = [];
  const queues = openQueues({ store: openStore(), clock: systemClock, newId: () => String(calls.length) });
  for (const name of ["q", "failures"]) queues.define(resource("AWS::SQS::Queue", name, queueArn(name), {}));
  const made = eventSourceMappings({
    functions: {
      environments: () => 2,
      invoke: async (fn, event) => {
        calls.push({ fn, event: event as { Records: unknown[] } });
        return answer(fn);
      },
    },
    queues,
    streams: {
      read: async (_, after, limit) =>
        stream.filter((r) => Number(r.dynamodb?.SequenceNumber) > Number(after ?? 0)).slice(0, limit),
      onWrite: () => () => {},
      trim: async (_, upTo) => void trimmed.push(upTo),
    },
    checkpoints: openCheckpoints(openStore()),
    clock: systemClock,
    keep: async (bucketArn, key, body) => void kept.push({ bucketArn, key, body }),
    onFault: () => {},
  });
  mappings = made;
  for (const [i, properties] of declared.entries())
    await made.define(resource("AWS::Lambda::EventSourceMapping", `m${i}`, `m${i}`, properties));
  return { mappings: made, calls, kept, trimmed, queues };
}

const ok: Outcome = { ok: true, payload: null };
const failure: Outcome = { ok: false, errorType: "E", errorMessage: "no", trace: [] };
const fromStream = (more: Record<string, unknown>) => ({
  EventSourceArn: streamArn,
  FunctionName: "f",
  ...more,
});
const stream = [
  record(1, "INSERT", "cmd"),
  record(2, "MODIFY", "cmd"),
  record(3, "INSERT", "other"),
  record(4, "INSERT", "cmd"),
];
const Pattern = JSON.stringify({ eventName: ["INSERT"], dynamodb: { Keys: { sk: { S: ["cmd"] } } } });

describe("the event-source mappings of the stacks", () => {
  it("hand on what a filter wants, and trim what is done with", async () => {
    const { mappings, calls, trimmed } = await world(
      () => ok,
      [fromStream({ FilterCriteria: { Filters: [{ Pattern }] } })],
      stream,
    );
    mappings.start();
    await expect.poll(() => trimmed.at(-1)).toBe("4");
    expect(calls).toEqual([{ fn: "f", event: { Records: [stream[0], stream[3]] } }]);
  });

  it("keep records that were given up in a bucket, whole", async () => {
    const destination = "arn:aws:s3:::failures";
    const { mappings, kept, trimmed } = await world(
      () => failure,
      [
        fromStream({
          MaximumRetryAttempts: 0,
          DestinationConfig: { OnFailure: { Destination: destination } },
        }),
      ],
      stream,
    );
    mappings.start();
    await expect.poll(() => trimmed.at(-1)).toBe("4");
    expect(kept).toHaveLength(1);
    expect(kept[0]).toMatchObject({
      bucketArn: destination,
      key: expect.stringMatching(/^aws\/lambda\/m0\/shardId-[\w-]+\/\d{4}\/\d\d\/\d\d\/.+/),
    });
    const body = JSON.parse(kept[0]?.body ?? "");
    expect(body).toMatchObject({
      requestContext: { condition: "RetryAttemptsExhausted", approximateInvokeCount: 1, functionArn: "f" },
      DDBStreamBatchInfo: { startSequenceNumber: "1", endSequenceNumber: "4", batchSize: 4, streamArn },
    });
    expect(JSON.parse(body.payload)).toEqual({ Records: stream });
  });

  it("tell a queue of records that were given up only where they were", async () => {
    const { mappings, queues } = await world(
      () => failure,
      [
        fromStream({
          MaximumRetryAttempts: 0,
          DestinationConfig: { OnFailure: { Destination: queueArn("failures") } },
        }),
      ],
      stream,
    );
    mappings.start();
    await expect.poll(() => queues.counts(queueArn("failures")).visible).toBe(1);
    const [message] = queues.receive(queueArn("failures"), { max: 1 });
    expect(JSON.parse(message?.body ?? "")).not.toHaveProperty("payload");
  });

  it("feed from a queue, but not when disabled", async () => {
    const { mappings, calls, queues } = await world(
      () => ok,
      [
        { EventSourceArn: queueArn("q"), FunctionName: "f" },
        { EventSourceArn: queueArn("failures"), FunctionName: "g", Enabled: false },
      ],
    );
    queues.send(queueArn("q"), { body: "a" });
    queues.send(queueArn("failures"), { body: "b" });
    mappings.start();
    await expect.poll(() => queues.counts(queueArn("q"))).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
    expect(calls).toMatchObject([{ fn: "f", event: { Records: [{ body: "a" }] } }]);
    expect(queues.counts(queueArn("failures")).visible).toBe(1);
  });

  it("refuse a second reader of one source, and a filter on a queue", async () => {
    await expect(world(() => ok, [fromStream({}), fromStream({ FunctionName: "g" })])).rejects.toThrow(
      /feeds one function/,
    );
    const { mappings } = await world(
      () => ok,
      [{ EventSourceArn: queueArn("q"), FunctionName: "f", FilterCriteria: { Filters: [{ Pattern }] } }],
    );
    expect(() => mappings.start()).toThrow(/not filtered/);
  });
});
