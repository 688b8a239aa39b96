import { randomUUID } from "node:crypto";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "#local/services/clock.ts";
import { type Endpoint, startEndpoint } from "#local/services/endpoint.ts";
import { openQueues } from "#local/services/sqs/queues.ts";
import { sqs } from "#local/services/sqs/sqs.ts";
import { openStore } from "#local/store.ts";
import { queueArn, resource } from "#tests/local/services/resource.ts";

const queues = openQueues({ store: openStore(), clock: systemClock, newId: randomUUID });
let endpoint: Endpoint;
let client: SQSClient;
let url: string;
let fifoUrl: string;

beforeAll(async () => {
  queues.define(resource("AWS::SQS::Queue", "dead"));
  queues.define(
    resource("AWS::SQS::Queue", "jobs", {
      RedrivePolicy: { deadLetterTargetArn: queueArn("dead"), maxReceiveCount: 1 },
    }),
  );
  queues.define(
    resource("AWS::SQS::Queue", "ordered.fifo", { FifoQueue: true, ContentBasedDeduplication: true }),
  );
  const authorize = ({ accessKeyId }: { accessKeyId: string | undefined }) => accessKeyId !== "stranger";
  endpoint = await startEndpoint({ sqs: sqs({ queues, clock: systemClock, authorize }) });
  client = clientOf("someone");
  url = (await client.send(new GetQueueUrlCommand({ QueueName: "jobs" }))).QueueUrl ?? "";
  fifoUrl = (await client.send(new GetQueueUrlCommand({ QueueName: "ordered.fifo" }))).QueueUrl ?? "";
});
afterAll(async () => {
  queues.stop();
  await endpoint.stop();
});

const clientOf = (accessKeyId: string) =>
  new SQSClient({
    endpoint: endpoint.url,
    region: "eu-west-1",
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey: "x" },
  });

test("the client sends and receives, with attributes and checksums it verifies itself", async () => {
  const MessageAttributes = {
    tenant: { DataType: "String", StringValue: "tnt_1" },
    raw: { DataType: "Binary", BinaryValue: Buffer.from([1, 2, 3]) },
  };
  await client.send(
    new SendMessageCommand({
      QueueUrl: url,
      MessageBody: "höllo",
      MessageGroupId: "tnt_1",
      MessageAttributes,
    }),
  );
  const { Messages: [message] = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    }),
  );

  expect(message?.Body).toBe("höllo");
  expect(message?.Attributes).toMatchObject({ ApproximateReceiveCount: "1", MessageGroupId: "tnt_1" });
  expect(message?.MessageAttributes?.["raw"]?.BinaryValue).toEqual(new Uint8Array([1, 2, 3]));
  await client.send(new PurgeQueueCommand({ QueueUrl: url }));
});

test("a batch fails entry by entry", async () => {
  const { Successful, Failed } = await client.send(
    new SendMessageBatchCommand({
      QueueUrl: fifoUrl,
      Entries: [
        { Id: "good", MessageBody: "x", MessageGroupId: "g" },
        { Id: "bad", MessageBody: "y" },
      ],
    }),
  );
  expect(Successful?.map(({ Id, SequenceNumber }) => [Id, SequenceNumber?.length])).toEqual([["good", 20]]);
  expect(Failed?.map(({ Id, Code }) => [Id, Code])).toEqual([["bad", "MissingParameter"]]);

  const { Messages: [message] = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: fifoUrl }));
  const deleted = await client.send(
    new DeleteMessageBatchCommand({
      QueueUrl: fifoUrl,
      Entries: [
        { Id: "1", ReceiptHandle: message?.ReceiptHandle },
        { Id: "2", ReceiptHandle: "nonsense" },
      ],
    }),
  );
  expect(deleted.Successful?.map(({ Id }) => Id)).toEqual(["1"]);
  expect(deleted.Failed?.map(({ Code }) => Code)).toEqual(["ReceiptHandleIsInvalid"]);
});

test("a long poll ends as soon as a message comes", async () => {
  const polling = client.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }));
  await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "at last" }));
  expect((await polling).Messages?.[0]?.Body).toBe("at last");
  await client.send(new PurgeQueueCommand({ QueueUrl: url }));
});

test("an operator sees the dead letters and sends them back", async () => {
  await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "poison" }));
  const received = await client.send(new ReceiveMessageCommand({ QueueUrl: url }));
  const ReceiptHandle = received.Messages?.[0]?.ReceiptHandle;
  await client.send(
    new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }),
  );
  expect((await client.send(new ReceiveMessageCommand({ QueueUrl: url }))).Messages).toBeUndefined();

  const deadUrl = (await client.send(new ListQueuesCommand({ QueueNamePrefix: "dead" }))).QueueUrls?.[0];
  const seen = new GetQueueAttributesCommand({
    QueueUrl: deadUrl,
    AttributeNames: ["ApproximateNumberOfMessages"],
  });
  expect((await client.send(seen)).Attributes).toEqual({ ApproximateNumberOfMessages: "1" });
  await client.send(new StartMessageMoveTaskCommand({ SourceArn: queueArn("dead") }));
  expect((await client.send(new ReceiveMessageCommand({ QueueUrl: url }))).Messages?.[0]?.Body).toBe(
    "poison",
  );
});

test.each([
  ["an unknown queue", { QueueUrl: "http://x/000000000000/none", MessageBody: "x" }, "QueueDoesNotExist"],
  ["a control character", { MessageBody: "\u0007" }, "InvalidMessageContents"],
  ["a body over a mebibyte", { MessageBody: "x".repeat(2 ** 20 + 1) }, "InvalidParameterValue"],
  ["no body", { MessageBody: "" }, "MissingParameter"],
])("%s is refused by name", async (_, input, name) => {
  await expect(client.send(new SendMessageCommand({ QueueUrl: url, ...input }))).rejects.toMatchObject({
    name,
  });
});

test("who may not send is told so", async () => {
  const sending = clientOf("stranger").send(new SendMessageCommand({ QueueUrl: url, MessageBody: "x" }));
  await expect(sending).rejects.toMatchObject({ name: "AccessDeniedException" });
});

test("a service or an action that is not there is named, loudly", async () => {
  const call = (service: string, target: string) =>
    fetch(endpoint.url, {
      method: "POST",
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=a/20261120/eu-west-1/${service}/aws4_request`,
        "x-amz-target": target,
      },
      body: "{}",
    });
  const [service, action] = [await call("polly", "x"), await call("sqs", "AmazonSQS.TagQueue")];
  expect([service.status, action.status]).toEqual([501, 501]);
  expect(await service.text()).toContain("polly");
  expect(await action.text()).toContain("TagQueue");
});
