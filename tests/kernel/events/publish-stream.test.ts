import { marshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBStreamEvent } from "aws-lambda";
import { expect, test } from "vitest";
import type { BusMessage } from "#functions/kernel/events/bus.ts";
import { publishStream } from "#functions/kernel/events/publish-stream.ts";
import { idOf } from "#tests/support/actors.ts";

const event = (id: string) => ({
  id,
  type: "time.punch-recorded.v1",
  time: "2026-11-20T00:00:00.000Z",
  tenantId: idOf("tnt", 1),
  actor: { kind: "user", id: "usr_1" },
  requestId: "r1",
  sequence: 1,
  data: {},
});

const record = (n: number) => ({
  dynamodb: {
    SequenceNumber: String(n),
    NewImage: marshall({
      pk: "T#t#kernel.cmd#u#k",
      sk: "cmd",
      id: `cmd_${n}`,
      tenantId: idOf("tnt", 1),
      time: "2026-11-20T00:00:00.000Z",
      operation: "clockIn",
      key: `k${n}`,
      hash: "h",
      outcome: "committed",
      actor: { kind: "user", id: "usr_1" },
      requestId: "r1",
      events: [event(`evt_${n}`)],
      answer: '"secret"',
      expiresAt: 1,
    }),
  },
});

const stream = (...numbers: number[]) => ({ Records: numbers.map(record) }) as unknown as DynamoDBStreamEvent;

test("each record becomes its command and its events, in order, without the answer", async () => {
  const published: BusMessage[] = [];
  const handler = publishStream(async (messages) => void published.push(...messages));

  expect(await handler(stream(1, 2))).toEqual({ batchItemFailures: [] });
  expect(published.map(({ source, detailType, detail }) => [source, detailType, detail["id"]])).toEqual([
    ["tenure.kernel", "kernel.command-committed.v1", "cmd_1"],
    ["tenure.time", "time.punch-recorded.v1", "evt_1"],
    ["tenure.kernel", "kernel.command-committed.v1", "cmd_2"],
    ["tenure.time", "time.punch-recorded.v1", "evt_2"],
  ]);
  expect(JSON.stringify(published)).not.toContain("secret");
});

test("what cannot be published comes again, from the first that failed", async () => {
  const handler = publishStream(async (messages) => {
    if (messages.some(({ detail }) => detail["id"] === "cmd_2")) throw new Error("down");
  });

  expect(await handler(stream(1, 2, 3))).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
});
