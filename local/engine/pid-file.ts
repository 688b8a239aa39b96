import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import type { Launcher } from "#local/engine/launcher.ts";

const mark = z.object({ pid: z.int(), owner: z.int(), ownerCommand: z.string() });

/** Notes which process runs for us, and who we are. */
export function writeMark(pidFile: string, pid: number | undefined): void {
  const owner = process.pid;
  writeFileSync(pidFile, JSON.stringify({ pid, owner, ownerCommand: commandOf(owner) ?? "" }));
}

/** Ends the engine that the pid file names, when it really is one of this file and whoever started it is gone. */
export async function endStale(pidFile: string, { command, args }: Launcher, file: string): Promise<void> {
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
