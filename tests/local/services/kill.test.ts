import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { openStore } from "#local/store.ts";

async function startProcess(stateDir: string) {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL("./services-process.ts", import.meta.url)), stateDir],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  const [url] = await once(createInterface(child.stdout), "line");
  return { child, url: String(url) };
}

test("a process killed under load loses nothing that it had acknowledged", async () => {
  const stateDir = mkdtempSync(join(tmpdir(), "kill-"));
  onTestFinished(() => rmSync(stateDir, { recursive: true }));
  const { child, url: endpoint } = await startProcess(stateDir);
  const settings = {
    endpoint,
    region: "eu-west-1",
    maxAttempts: 1,
    credentials: { accessKeyId: "a", secretAccessKey: "secret" },
  };
  const [sqs, events, s3] = [
    new SQSClient(settings),
    new EventBridgeClient(settings),
    new S3Client(settings),
  ];
  const acknowledged: Record<"messages" | "events" | "objects", string[]> = {
    messages: [],
    events: [],
    objects: [],
  };
  const exited = once(child, "exit");
  const load = async (kind: keyof typeof acknowledged, send: (id: string) => Promise<unknown>) => {
    for (let at = 0; ; at++) {
      const id = `${kind}-${at}`;
      await send(id);
      acknowledged[kind].push(id);
      if (Object.values(acknowledged).every(({ length }) => length >= 20)) child.kill("SIGKILL");
    }
  };
  const entry = (id: string) => ({
    EventBusName: "main",
    Source: "tenure",
    DetailType: "x",
    Detail: JSON.stringify({ id }),
  });
  await Promise.allSettled([
    load("messages", (MessageBody) =>
      sqs.send(new SendMessageCommand({ QueueUrl: `${endpoint}/0/jobs`, MessageBody })),
    ),
    load("events", (id) => events.send(new PutEventsCommand({ Entries: [entry(id)] }))),
    load("objects", (Key) => s3.send(new PutObjectCommand({ Bucket: "files", Key, Body: Key }))),
    exited,
  ]);

  const store = openStore(join(stateDir, "services.db"));
  const texts = (sql: string) => store.rows(z.object({ text: z.string() }), sql).map(({ text }) => text);
  const kept = {
    messages: texts("SELECT body AS text FROM sqsMessage"),
    events: texts(
      "SELECT json_extract(json_extract(delivery, '$.payload'), '$.detail.id') AS text FROM delivery",
    ),
    objects: texts("SELECT key AS text FROM s3Object"),
  };
  const files = readdirSync(join(stateDir, "objects"));
  expect(kept.messages).toEqual(expect.arrayContaining(acknowledged.messages));
  expect(kept.events).toEqual(expect.arrayContaining(acknowledged.events));
  expect(kept.objects).toEqual(expect.arrayContaining(acknowledged.objects));
  expect(files).toEqual(
    expect.arrayContaining(texts("SELECT json_extract(object, '$.file') AS text FROM s3Object")),
  );
  expect(acknowledged.messages.length).toBeGreaterThanOrEqual(20);
});
