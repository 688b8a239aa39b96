import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { deliverBy } from "#local/services/deliver.ts";
import { openDeliveries } from "#local/services/deliveries.ts";
import { type Endpoint, startEndpoint } from "#local/services/endpoint.ts";
import { type Buses, openBuses } from "#local/services/events/buses.ts";
import { eventBridge } from "#local/services/events/event-bridge.ts";
import type { Deliver } from "#local/services/service.ts";
import { openQueues } from "#local/services/sqs/queues.ts";
import { openStore } from "#local/store.ts";
import { manualClock, settled } from "#tests/local/services/manual-clock.ts";
import { queueArn, resource } from "#tests/local/services/resource.ts";

const inbox = queueArn("inbox");
const busArn = "arn:aws:events:eu-west-1:000000000000:event-bus/main";
const lambdaArn = "arn:aws:lambda:eu-west-1:000000000000:function:f";
const { clock, advance } = manualClock();
let folder: string;
let endpoint: Endpoint;
let client: EventBridgeClient;
let buses: Buses;
let call: Deliver;
const queues = () => openQueues({ store: openStore(), clock, newId: randomUUID });
let inboxes: ReturnType<typeof queues>;

function openBridge() {
  const store = openStore(join(folder, "state.db"));
  const deliver = deliverBy({
    sqs: (...args) => inboxes.deliver(...args),
    events: (...args) => opened.deliver(...args),
    lambda: (...args) => call(...args),
  });
  const deliveries = openDeliveries({
    store,
    clock,
    deliver,
    onLost: (delivery, error) => lost.push([delivery.targetArn, String(error)]),
  });
  const lost: [string, string][] = [];
  const opened = openBuses({ store, deliveries, account: "000000000000" });
  return { buses: opened, deliveries, lost, store };
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "events-"));
  inboxes = queues();
  inboxes.define(resource("AWS::SQS::Queue", "inbox"));
  call = async () => {};
  ({ buses } = openBridge());
  buses.define(resource("AWS::Events::EventBus", "main", {}, "event-bus/"));
  endpoint = await startEndpoint({ events: eventBridge({ buses, clock, newId: randomUUID }) });
  client = new EventBridgeClient({
    endpoint: endpoint.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  await endpoint.stop();
  rmSync(folder, { recursive: true });
});

const rule = (properties: Record<string, unknown>, name = "rule") =>
  resource("AWS::Events::Rule", name, { EventBusName: "main", ...properties }, "rule/main/");

const put = (...Entries: PutEventsRequestEntry[]) =>
  client.send(
    new PutEventsCommand({ Entries: Entries.map((entry) => ({ EventBusName: "main", ...entry })) }),
  );
const recorded = {
  Source: "tenure.time",
  DetailType: "time.entry-recorded.v1",
  Detail: JSON.stringify({ tenantId: "tnt_1", minutes: 5 }),
};
const arrived = () => inboxes.receive(inbox, { max: 10 });

test("an event reaches the queue of each rule it matches, in its tenant's message group", async () => {
  buses.define(
    rule({
      EventPattern: { source: [{ prefix: "tenure." }] },
      Targets: [{ Id: "q", Arn: inbox, SqsParameters: { MessageGroupId: "$.detail.tenantId" } }],
    }),
  );
  buses.define(rule({ EventPattern: { source: ["other"] }, Targets: [{ Id: "q", Arn: inbox }] }, "other"));
  const { Entries, FailedEntryCount } = await put({ ...recorded, Time: new Date("2026-11-20T08:00:00Z") });

  expect(FailedEntryCount).toBe(0);
  const messages = arrived();
  expect(messages.map(({ attributes }) => attributes.MessageGroupId)).toEqual(["tnt_1"]);
  expect(JSON.parse(messages[0]?.body ?? "")).toEqual({
    version: "0",
    id: Entries?.[0]?.EventId,
    "detail-type": recorded.DetailType,
    source: recorded.Source,
    account: "000000000000",
    time: "2026-11-20T08:00:00Z",
    region: "eu-west-1",
    resources: [],
    detail: { tenantId: "tnt_1", minutes: 5 },
  });
});

test("entries fail one by one, each with its code", async () => {
  const { Entries, FailedEntryCount } = await put(
    recorded,
    { ...recorded, Detail: "[1]" },
    { ...recorded, Source: "aws.s3" },
    { ...recorded, DetailType: undefined },
    { ...recorded, EventBusName: "none" },
  );
  expect(FailedEntryCount).toBe(4);
  expect(Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
    undefined,
    "MalformedDetail",
    "NotAuthorizedForSourceException",
    "InvalidArgument",
    "ResourceNotFoundException",
  ]);
});

test("more than ten entries, or more than 256 KB, fail whole", async () => {
  const name = "ValidationException";
  await expect(put(...Array<typeof recorded>(11).fill(recorded))).rejects.toMatchObject({ name });
  const long = { ...recorded, Detail: JSON.stringify({ text: "x".repeat(256 * 1024) }) };
  await expect(put(long)).rejects.toMatchObject({ name });
});

test("a target's input may be fixed, a part, or transformed", async () => {
  const InputTransformer = {
    InputPathsMap: { who: "$.detail.tenantId", minutes: "$.detail.minutes", none: "$.detail.none" },
    InputTemplate: '{"text": "<who> worked <minutes><none>", "minutes": <minutes>, "who": <who>}',
  };
  buses.define(
    rule({
      EventPattern: { source: ["tenure.time"] },
      Targets: [
        { Id: "1", Arn: inbox, Input: '"fixed"' },
        { Id: "2", Arn: inbox, InputPath: "$.detail" },
        { Id: "3", Arn: inbox, InputTransformer },
      ],
    }),
  );
  await put(recorded);
  expect(arrived().map(({ body }) => JSON.parse(body))).toEqual([
    "fixed",
    { tenantId: "tnt_1", minutes: 5 },
    { text: "tnt_1 worked 5", minutes: 5, who: "tnt_1" },
  ]);
});

test("a rule forwards to another bus, whose rules then decide", async () => {
  buses.define(resource("AWS::Events::EventBus", "central", {}, "event-bus/"));
  const central = busArn.replace("main", "central");
  buses.define(rule({ EventPattern: { source: ["tenure.time"] }, Targets: [{ Id: "b", Arn: central }] }));
  buses.define(
    rule(
      {
        EventBusName: central,
        EventPattern: { detail: { minutes: [5] } },
        Targets: [{ Id: "q", Arn: inbox }],
      },
      "central-rule",
    ),
  );
  await put(recorded);
  await settled();
  expect(arrived()).toHaveLength(1);
});

test("a failing target is tried again, and in the end its event is buried with the reason", async () => {
  let tries = 0;
  call = async () => {
    tries++;
    throw new Error("out of order");
  };
  buses.define(
    rule({
      EventPattern: { source: ["tenure.time"] },
      Targets: [
        {
          Id: "f",
          Arn: lambdaArn,
          DeadLetterConfig: { Arn: inbox },
          RetryPolicy: { MaximumRetryAttempts: 2 },
        },
      ],
    }),
  );
  await put(recorded);
  expect([tries, arrived().length]).toEqual([1, 0]);
  await advance(10_000);
  const [buried] = arrived();
  expect(tries).toBe(3);
  expect(buried?.messageAttributes["ERROR_MESSAGE"]?.stringValue).toBe("out of order");
});

test("an accepted event outlives a process that ends before it is delivered", async () => {
  const delivered: string[] = [];
  buses.define(rule({ EventPattern: { source: ["tenure.time"] }, Targets: [{ Id: "f", Arn: lambdaArn }] }));
  call = () => new Promise(() => {});
  await put(recorded);

  call = async (arn) => void delivered.push(arn);
  const again = openBridge();
  onTestFinished(again.deliveries.stop);
  again.deliveries.start();
  await settled();
  expect(delivered).toEqual([lambdaArn]);
  again.deliveries.start();
  await settled();
  expect(delivered).toHaveLength(1);
});

test("what can neither be delivered nor buried is told", async () => {
  const { buses: others, deliveries, lost } = openBridge();
  onTestFinished(deliveries.stop);
  others.define(resource("AWS::Events::EventBus", "main", {}, "event-bus/"));
  const Targets = [{ Id: "q", Arn: queueArn("gone"), RetryPolicy: { MaximumRetryAttempts: 0 } }];
  others.define(rule({ EventPattern: { source: ["x"] }, Targets }));
  const event = {
    version: "0",
    id: "1",
    "detail-type": "t",
    source: "x",
    account: "0",
    time: "",
    region: "",
  } as const;
  others.accept([{ busArn, event: { ...event, resources: [], detail: {} } }]);
  await settled();
  expect(lost).toEqual([[queueArn("gone"), expect.stringContaining("does not exist")]]);
});
