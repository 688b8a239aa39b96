import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Launcher } from "#local/engine/launcher.ts";
import { endStale, writeMark } from "#local/engine/pid-file.ts";

/** An engine that runs as a process of ours. */
export interface EngineProcess {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

interface Options {
  readonly launcher: Launcher;
  readonly file: string;
  /** Where the process ids are kept, so that the next start finds an engine that a killed one left behind. */
  readonly pidFile: string;
}

const patience = 20_000;

/** Spawns the engine on a free port and waits until it listens. */
export async function spawnEngine({ launcher, file, pidFile }: Options): Promise<EngineProcess> {
  await endStale(pidFile, launcher, file);
  const port = await freePort();
  // In a process group of its own, so that Ctrl-C leaves it to us when it ends.
  const child = spawn(launcher.command, launcher.args(port, file), {
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  try {
    await ready(child, port);
  } catch (error) {
    end();
    throw error;
  }
  writeMark(pidFile, child.pid);
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      process.off("exit", end);
      await stop(child);
      rmSync(pidFile, { force: true });
    },
  };
}

async function ready(child: ChildProcess, port: number): Promise<void> {
  let complaint = "";
  const hear = (said: unknown) => {
    complaint = `${complaint}${said}`.slice(-2_000);
  };
  child.stderr?.on("data", hear);
  child.once("error", hear);
  const deadline = Date.now() + patience;
  while (!(await listens(port))) {
    if (child.exitCode !== null || !child.pid)
      throw new Error(`The DynamoDB engine did not start: ${complaint}`);
    if (Date.now() > deadline) throw new Error(`The DynamoDB engine does not listen after ${patience} ms`);
    await delay(10);
  }
}

const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const probe = connect(port, "127.0.0.1");
    const answer = (open: boolean) => {
      probe.destroy();
      resolve(open);
    };
    probe.once("connect", () => answer(true)).once("error", () => answer(false));
  });

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill();
  const killer = setTimeout(() => child.kill("SIGKILL"), 3_000);
  await exited;
  clearTimeout(killer);
}
