import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";

const data = mkdtempSync(join(tmpdir(), "tenure-main-"));
const running: ChildProcess[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGTERM");
    await once(child, "exit");
  }
});
afterAll(() => rmSync(data, { recursive: true }));

function start(...args: string[]) {
  const main = new URL("../../local/main.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  running.push(child);
  let said = "";
  const { promise: ended, resolve } = Promise.withResolvers<{ code: number | null; said: string }>();
  child.once("close", (code) => resolve({ code, said }));
  const { promise: ready, resolve: tellReady, reject } = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      said += chunk;
      const url = /API explorer +(http:\S+)\/docs/.exec(said)?.[1];
      if (url && said.includes("Data and logs")) tellReady(url);
    });
  child.once("close", () => reject(new Error(said)));
  ready.catch(() => undefined);
  return { child, ready, ended, said: () => said };
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const enginePid = (): number => JSON.parse(readFileSync(join(data, "dynamodb.sqlite.pid"), "utf8")).pid;

describe("npm start", () => {
  it("comes up, serves, refuses a second on its data or port, and is gone within three seconds of a signal", async () => {
    const first = start("--port", "0", "--data", data);
    const url = await first.ready;
    expect((await fetch(`${url}/v1/health`)).status).toBe(200);
    const onSameData = start("--port", "0", "--data", data);
    const onSamePort = start("--port", new URL(url).port, "--data", `${data}/other`);
    expect(await onSameData.ended).toMatchObject({
      code: 1,
      said: expect.stringMatching(/^Another local cloud holds/),
    });
    expect(await onSamePort.ended).toMatchObject({
      code: 1,
      said: expect.stringMatching(/^Port \d+ is taken/),
    });

    const engine = enginePid();
    const asked = Date.now();
    first.child.kill("SIGTERM");
    expect((await first.ended).code).toBe(0);
    expect(Date.now() - asked).toBeLessThan(3_000);
    expect(isAlive(engine)).toBe(false);
  });

  it("comes up again over what a killed one left behind", async () => {
    const first = start("--port", "0", "--data", data);
    await first.ready;
    const orphan = enginePid();
    first.child.kill("SIGKILL");
    await first.ended;
    const second = start("--port", "0", "--data", data);
    expect((await fetch(`${await second.ready}/v1/health`)).status).toBe(200);
    expect(isAlive(orphan)).toBe(false);
  });

  it("runs a private stamp beside the pool", async () => {
    const { ready, said } = start("--port", "0", "--data", data, "--stamp", "private:acme-care");
    await ready;
    const own = /Private stamp +(http:\S+)\/v1 +\(acme-care\)/.exec(said())?.[1];
    expect((await fetch(`${own}/v1/health`)).status).toBe(200);
  });

  it("shows its usage for what it does not understand", async () => {
    expect(await start("--nonsense").ended).toMatchObject({
      code: 2,
      said: expect.stringContaining("Usage: npm start"),
    });
    expect(await start("--help").ended).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^Usage: npm start/),
    });
  });
});
