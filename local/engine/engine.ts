import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type EngineClient, engineClient } from "#local/engine/client.ts";
import { spawnEngine } from "#local/engine/engine-process.ts";
import { findLauncher } from "#local/engine/launcher.ts";
import { openStreamRecords } from "#local/engine/stream-records.ts";

/** A running DynamoDB engine: no policies, no region, no account; the door in `services/dynamodb.ts` adds those. */
export interface Engine extends Omit<EngineClient, "close"> {
  readonly url: string;
  /** Lets go of stream records up to this sequence number; they are gone some hundred at a time. */
  readonly trim: (table: string, upTo: bigint) => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface EngineOptions {
  /** Keeps the data, as SQLite. Without it they last as long as the engine. */
  readonly file?: string | undefined;
  /** `<file>.pid` when absent. */
  readonly pidFile?: string | undefined;
  /** An engine that already runs, instead of one of ours. */
  readonly endpoint?: string | undefined;
}

/** Starts the DynamoDB engine that is installed, or takes the one that `DYNAMODB_ENDPOINT` names. */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const { endpoint = process.env["DYNAMODB_ENDPOINT"] } = options;
  if (endpoint) return foreignEngine(endpoint);
  const launcher = findLauncher();
  const { file, discard } = options.file ? kept(options.file) : temporary();
  const running = await spawnEngine({ launcher, file, pidFile: options.pidFile ?? `${file}.pid` });
  const records = launcher.tunable ? openStreamRecords(file) : undefined;
  const { close, ...client } = engineClient(running.url);
  return {
    ...client,
    url: running.url,
    trim: async (table, upTo) => records?.trim(table, upTo),
    stop: async () => {
      await close();
      records?.close();
      await running.stop();
      discard();
    },
  };
}

function foreignEngine(url: string): Engine {
  const { close, ...client } = engineClient(url);
  return { ...client, url, trim: async () => {}, stop: close };
}

function kept(path: string) {
  // Absolute, for by its file a stale engine is known.
  const file = resolve(path);
  mkdirSync(dirname(file), { recursive: true });
  return { file, discard: () => {} };
}

// Not the engine's in-memory mode: what is not in a file cannot be indexed from outside.
function temporary() {
  const folder = mkdtempSync(join(tmpdir(), "tenure-engine-"));
  return {
    file: join(folder, "dynamodb.sqlite"),
    discard: () => rmSync(folder, { recursive: true, force: true }),
  };
}
