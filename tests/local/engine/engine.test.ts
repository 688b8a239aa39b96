import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { type Engine, startEngine } from "#local/engine/engine.ts";

const TableName = "engine-test";
const put = (engine: Engine, n: number) =>
  engine.call("PutItem", { TableName, Item: { pk: { S: `item-${n}` }, n: { N: `${n}` } } });
const create = (engine: Engine) =>
  engine.call("CreateTable", {
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
  });

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "engine-test-"));
  file = join(folder, "dynamodb.sqlite");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Whether a process runs; one that has ended and waits to be collected does not. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}
const enginePid = () =>
  z.parse(z.object({ pid: z.number() }), JSON.parse(readFileSync(`${file}.pid`, "utf8"))).pid;

/** Sequence numbers of the stream records that are kept, oldest first. */
function keptRecords(): number[] {
  const database = new DatabaseSync(file, { timeout: 5_000 });
  const rows = database
    .prepare(
      "SELECT CAST(sequence_number AS INTEGER) AS n FROM _stream_records WHERE table_name = ? ORDER BY n",
    )
    .all(TableName);
  database.close();
  return rows.map((row) => z.parse(z.object({ n: z.number() }), row).n);
}

describe("an engine on a file", () => {
  test("keeps its data, and ends with its pid file", async () => {
    const first = await startEngine({ file });
    await create(first);
    await put(first, 1);
    const pid = enginePid();
    expect(alive(pid)).toBe(true);
    await first.stop();
    expect([alive(pid), existsSync(`${file}.pid`)]).toEqual([false, false]);

    const second = await startEngine({ file });
    await expect(second.call("GetItem", { TableName, Key: { pk: { S: "item-1" } } })).resolves.toMatchObject({
      Item: { n: { N: "1" } },
    });
    await second.stop();
  });

  test("looks up a table's newest stream record by an index", async () => {
    const engine = await startEngine({ file });
    await create(engine);
    const database = new DatabaseSync(file, { timeout: 5_000 });
    const plan = database
      .prepare(
        "EXPLAIN QUERY PLAN SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = ?",
      )
      .all(TableName);
    database.close();
    expect(JSON.stringify(plan)).toContain("USING COVERING INDEX _stream_order");
    await engine.stop();
  });

  test("trims what was consumed but never the newest record, so that sequence numbers go on", async () => {
    const engine = await startEngine({ file });
    await create(engine);
    for (let n = 1; n <= 1_200; n++) await put(engine, n);
    await engine.trim(TableName, 400n);
    expect(keptRecords()).toHaveLength(1_200);
    await engine.trim(TableName, 1_100n);
    expect(keptRecords()[0]).toBe(1_101);
    await engine.trim(TableName, 9_999n);
    expect(keptRecords()).toEqual([1_200]);
    await engine.stop();

    const again = await startEngine({ file });
    await put(again, 1_201);
    expect(keptRecords()).toEqual([1_200, 1_201]);
    await again.stop();
  }, 30_000);

  test("passes on the engine's refusals with their code", async () => {
    const engine = await startEngine({ file });
    await expect(engine.call("DescribeTable", { TableName: "absent" })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
      status: 400,
    });
    await engine.stop();
  });
});

describe("an engine that another process left", () => {
  let owner: ChildProcess;
  let left: number;
  beforeEach(async () => {
    const script = join(import.meta.dirname, "hold-engine.ts");
    owner = spawn(process.execPath, [script, file], { stdio: ["ignore", "pipe", "inherit"] });
    if (owner.stdout) await once(owner.stdout, "data");
    left = enginePid();
  });
  afterEach(() => {
    owner.kill("SIGKILL");
    if (alive(left)) process.kill(left, "SIGKILL");
  });

  test("is ended when its owner was killed", async () => {
    owner.kill("SIGKILL");
    await once(owner, "exit");
    expect(alive(left)).toBe(true);
    const engine = await startEngine({ file });
    expect(alive(left)).toBe(false);
    await create(engine);
    await engine.stop();
  });

  test("is left alone while its owner lives", async () => {
    await expect(startEngine({ file })).rejects.toThrow(`Process ${owner.pid} already runs`);
    expect(alive(left)).toBe(true);
  });
});

test("a process that took over a stale engine's id is not ended", async () => {
  writeFileSync(`${file}.pid`, JSON.stringify({ pid: process.pid, owner: 1, ownerCommand: "gone" }));
  const engine = await startEngine({ file });
  expect(enginePid()).not.toBe(process.pid);
  await engine.stop();
});

test("an endpoint that is named is taken instead", async () => {
  const seen: unknown[] = [];
  const foreign = createServer((request, response) => {
    seen.push(request.headers["x-amz-target"]);
    response.end(JSON.stringify({ TableNames: ["theirs"] }));
  });
  await new Promise<void>((resolve) => foreign.listen(0, "127.0.0.1", resolve));
  const address = foreign.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const engine = await startEngine({ endpoint: `http://127.0.0.1:${port}` });
  await expect(engine.call("ListTables", {})).resolves.toEqual({ TableNames: ["theirs"] });
  expect(seen).toEqual(["DynamoDB_20120810.ListTables"]);
  await engine.stop();
  foreign.close();
});
