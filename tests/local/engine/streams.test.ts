import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startCloud, streamArn } from "#tests/local/dynamodb/cloud.ts";

const TableName = "pool-tenants";
const folder = mkdtempSync(join(tmpdir(), "streams-test-"));
const file = join(folder, "dynamodb.sqlite");
const key = (sk: string) => ({ pk: { S: "T#tnt_a#time.punch" }, sk: { S: sk } });
const write = (n: number) =>
  client.send(new PutItemCommand({ TableName, Item: { ...key(`${n}`), n: { N: `${n}` } } }));

let cloud: Awaited<ReturnType<typeof startCloud>>;
let client: DynamoDBClient;
const start = async () => {
  cloud = await startCloud({ file });
  client = cloud.tenant("tnt_a");
};
beforeAll(start);
afterAll(async () => {
  await cloud.stop();
  rmSync(folder, { recursive: true, force: true });
});

const read = (after?: string, limit = 100) => cloud.streams.read(streamArn, after, limit);
const last = async () => (await read(undefined, 1_000)).at(-1)?.dynamodb?.SequenceNumber;

test("records have the shape of Lambda's events", async () => {
  await client.send(
    new PutItemCommand({ TableName, Item: { ...key("shape"), bytes: { B: Uint8Array.of(0, 1) } } }),
  );
  await client.send(
    new UpdateItemCommand({
      TableName,
      Key: key("shape"),
      UpdateExpression: "SET n = :n",
      ExpressionAttributeValues: { ":n": { N: "1" } },
    }),
  );
  await client.send(new DeleteItemCommand({ TableName, Key: key("shape") }));
  const records = await read();
  const made = { ...key("shape"), bytes: { B: "AAE=" } };
  const changed = { ...made, n: { N: "1" } };
  expect(
    records.map(({ eventName, dynamodb }) => [eventName, dynamodb?.OldImage, dynamodb?.NewImage]),
  ).toEqual([
    ["INSERT", undefined, made],
    ["MODIFY", made, changed],
    ["REMOVE", changed, undefined],
  ]);
  expect(records[0]).toMatchObject({
    eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "eu-west-1",
    eventSourceARN: streamArn,
    dynamodb: {
      Keys: key("shape"),
      SequenceNumber: expect.stringMatching(/^\d{21}$/),
      StreamViewType: "NEW_AND_OLD_IMAGES",
      ApproximateCreationDateTime: expect.any(Number),
    },
  });
});

test("a reader goes on where it was, in order and page by page", async () => {
  let after = await last();
  for (let n = 0; n < 25; n++) await write(n);
  const seen: unknown[] = [];
  for (;;) {
    const records = await read(after, 10);
    if (records.length === 0) break;
    expect(records.length).toBeLessThanOrEqual(10);
    seen.push(...records.map(({ dynamodb }) => dynamodb?.NewImage?.["n"]?.N));
    after = records.at(-1)?.dynamodb?.SequenceNumber;
  }
  expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => `${n}`));
  await write(25);
  expect(await read(after)).toHaveLength(1);
});

test("two readers at different places do not disturb each other", async () => {
  const start = await last();
  for (let n = 0; n < 4; n++) await write(100 + n);
  const values = async (after: string | undefined) =>
    (await read(after)).map(({ dynamodb }) => dynamodb?.NewImage?.["n"]?.N);
  const [second] = await read(start, 1);
  const middle = second?.dynamodb?.SequenceNumber;
  expect(await Promise.all([values(start), values(middle), values(start)])).toEqual([
    ["100", "101", "102", "103"],
    ["101", "102", "103"],
    ["100", "101", "102", "103"],
  ]);
});

test("a write that changes nothing leaves no record, even when many of them lie before one that does", async () => {
  await write(7);
  const after = await last();
  for (let n = 0; n < 12; n++) await write(7);
  expect(await read(after, 5)).toEqual([]);
  await write(1_000);
  expect((await read(after, 5)).map(({ dynamodb }) => dynamodb?.NewImage?.["n"]?.N)).toEqual(["1000"]);
});

test("readers are told of each write that came through, until they let go", async () => {
  let told = 0;
  const forget = cloud.streams.onWrite(streamArn, () => {
    told++;
  });
  const elsewhere = cloud.streams.onWrite(streamArn.replace("pool-tenants", "other"), () => {
    told += 100;
  });
  await write(2_000);
  expect(told).toBe(1);
  await client.send(
    new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: key("t") } }] }),
  );
  expect(told).toBe(2);
  forget();
  await write(2_001);
  expect(told).toBe(2);
  elsewhere();
});

test("sequence numbers and the stream's ARN outlive a restart, also when all was trimmed", async () => {
  for (let n = 0; n < 600; n++) await write(3_000 + n);
  const after = await last();
  if (after === undefined) throw new Error("The stream is empty");
  await cloud.streams.trim(streamArn, after);
  await cloud.stop();
  await start();
  expect(await read(after)).toEqual([]);
  await write(4_000);
  const [next] = await read(after);
  expect(next?.dynamodb?.NewImage?.["n"]).toEqual({ N: "4000" });
  expect(BigInt(next?.dynamodb?.SequenceNumber ?? 0)).toBe(BigInt(after) + 1n);
}, 30_000);

test("what is no stream's ARN is refused", () => {
  expect(() => cloud.streams.onWrite("arn:aws:sqs:eu-west-1:1:q", () => {})).toThrow(/Not the ARN/);
});
