import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import type { Launcher } from "#local/engine/launcher.ts";

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

const mark = z.object({ pid: z.int(), owner: z.int(), ownerCommand: z.string() });

const markOf = (pid = 0): z.infer<typeof mark> => ({
  pid,
  owner: process.pid,
  ownerCommand: commandOf(process.pid) ?? "",
});

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
  writeFileSync(pidFile, JSON.stringify(markOf(child.pid)));
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

/** Ends the engine that the pid file names, when it really is one of this file and whoever started it is gone. */
async function endStale(pidFile: string, { command, args }: Launcher, file: string): Promise<void> {
  const left = readMark(pidFile);
  if (!left) return;
  const words = [command, args(0, file).at(-1) ?? ""];
  const isEngine = () => words.every((word) => commandOf(left.pid)?.includes(word));
  if (!isEngine()) return;
  if (left.owner !== process.pid && left.ownerCommand && commandOf(left.owner) === left.ownerCommand)
    throw new Error(`Process ${left.owner} already runs on the data in ${file}: end it first`);
  process.kill(left.pid, "SIGKILL");
  while (isEngine()) await delay(5);
}

function readMark(pidFile: string): z.infer<typeof mark> | undefined {
  try {
    return z.safeParse(mark, JSON.parse(readFileSync(pidFile, "utf8"))).data;
  } catch {
    return undefined;
  }
}

/** The command line of a running process; `undefined` when there is none, or the platform does not tell. */
function commandOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim() || undefined;
  } catch {
    const { stdout } = spawnSync("ps", ["-o", "command=", "-p", `${pid}`], { encoding: "utf8" });
    return stdout?.trim() || undefined;
  }
}
