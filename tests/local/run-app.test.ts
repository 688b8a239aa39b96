import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunAppOptions, type RunningApp, runApp } from "#local/run-app.ts";
import { fixtureApp } from "#tests/support/fixture-app.ts";

const directory = mkdtempSync(join(tmpdir(), "tenure-run-app-"));
const code = new URL("../support/fixture-functions", import.meta.url).pathname;
const reported: string[] = [];
const start = (extra: Partial<RunAppOptions> = {}): Promise<RunningApp> =>
  runApp({
    app: (outdir) => fixtureApp(outdir, code),
    doors: { Fixture: 0 },
    stateDirectory: directory,
    report: (line) => reported.push(line),
    ...extra,
  });

let app: RunningApp;
const url = (path: string) => `${app.urls["Fixture"]}/v1/thing/${path}`;
const put = (path: string, body = "text") =>
  fetch(url(path), { method: "PUT", body, headers: { "content-type": "text/plain" } });
const handled = async (path: string) =>
  ((await (await fetch(url(path))).json()) as { handled?: string }).handled;

beforeAll(async () => {
  app = await start();
}, 30_000);
afterAll(async () => {
  await app.stop();
  rmSync(directory, { recursive: true });
});

describe("an app that runs locally", () => {
  it("carries a request from the API to the table, over stream, bus and queue, and back into the table", async () => {
    expect((await put("a", "hello")).status).toBe(201);
    await expect.poll(() => handled("a"), { timeout: 5_000, interval: 5 }).toBe("1");
    expect(await (await fetch(url("a"))).json()).toEqual({ text: "hello", handled: "1" });
    expect((await fetch(url("nobody"))).status).toBe(404);
  });

  it("answers 500 for a function that fails, and tells the operator why", async () => {
    expect((await fetch(url("a"), { method: "DELETE" })).status).toBe(500);
    expect(reported).toContainEqual(expect.stringContaining("nothing is ever deleted"));
  });

  it("lets a function do no more than its role allows", async () => {
    const publisher = app.find("AWS::Lambda::Function", "/Publisher/").name;
    const records = [{ eventName: "INSERT", dynamodb: { Keys: { pk: { S: "x" } } } }];
    expect(await app.functions.invoke(publisher, { Records: records })).toMatchObject({ ok: true });
    const worker = app.find("AWS::Lambda::Function", "/Worker/").name;
    expect(
      await app.functions.invoke(worker, {
        Records: [{ messageId: "1", body: '{"detail":{"path":"/v1/thing/y"}}' }],
      }),
    ).toEqual({
      ok: true,
      payload: { batchItemFailures: [] },
    });
    const { Statement } = app.find("AWS::IAM::Policy", "/Worker/").properties["PolicyDocument"] as {
      Statement: unknown[];
    };
    expect(JSON.stringify(Statement)).not.toContain("events:");
  });

  it("serves an AWS SDK at its endpoint with the account's own credentials", async () => {
    const client = new DynamoDBClient({
      endpoint: app.endpointUrl,
      region: "eu-west-1",
      credentials: app.root,
    });
    const { Count } = await client.send(
      new ScanCommand({ TableName: app.find("AWS::DynamoDB::GlobalTable").name }),
    );
    expect(Count).toBeGreaterThan(0);
  });

  it("is refused a directory that another holds", async () => {
    await expect(start()).rejects.toThrow(/Another local cloud holds/);
  });

  it("keeps all it has acknowledged over a restart without a farewell", async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => put(`kept-${i}`)));
    await app.stop(0);
    app = await start();
    for (let i = 0; i < 20; i++)
      // At least once: what was under way at the end comes again.
      await expect.poll(() => handled(`kept-${i}`), { timeout: 35_000, interval: 20 }).toMatch(/^[1-9]$/);
  }, 60_000);
});
