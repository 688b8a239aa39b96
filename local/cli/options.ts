import { parseArgs } from "node:util";
import type { LocalStamp } from "#local/cloud.ts";

export interface Options {
  readonly stamps: readonly LocalStamp[];
  /** Where data is kept; undefined for the usual place. */
  readonly data: string | undefined;
  readonly fresh: boolean;
  /** `host:port` as given; what else is called by that name, `allNamesOf` tells. */
  readonly allowWebhooks: readonly string[];
}

/** A command line that means nothing; the message says why. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const usage = `Usage: npm start -- [options]

  --port N                    port of the pool stamp (default 3000); private stamps take the next ones
  --stamp private:NAME        run a private stamp beside the pool; may be repeated
  --allow-webhooks HOST:PORT  let webhooks reach that address on this machine, by whichever of
                              localhost, 127.0.0.1 and [::1] it is called; may be repeated
  --data DIRECTORY            where data is kept (default .local)
  --fresh                     forget all data of earlier runs
  --help                      show this`;

/** Reads the command line; "help" when that is all it asks for. @throws UsageError */
export function readOptions(args: readonly string[]): Options | "help" {
  const values = parse(args);
  if (values.help) return "help";
  if (values.faults !== undefined)
    throw new UsageError(`--faults ${values.faults}: faults cannot be injected yet`);
  const port = portOf(values.port);
  return {
    stamps: [
      { name: "pool", kind: "pool", port },
      ...values.stamp.map((stamp, i) => privateStamp(stamp, port === 0 ? 0 : port + 1 + i)),
    ],
    data: values.data,
    fresh: values.fresh,
    allowWebhooks: values["allow-webhooks"].map(hostAndPort),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: "string", default: "3000" },
        stamp: { type: "string", multiple: true, default: [] },
        "allow-webhooks": { type: "string", multiple: true, default: [] },
        data: { type: "string" },
        faults: { type: "string" },
        fresh: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port ${text}: a port is a number from 0 to 65535`);
}

function privateStamp(text: string, port: number): LocalStamp {
  const [, name] = /^private:([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/.exec(text) ?? [];
  if (name === undefined || name === "pool")
    throw new UsageError(
      `--stamp ${text}: write private:NAME, the name in lower-case letters, digits and hyphens`,
    );
  return { name, kind: "private", port };
}

function hostAndPort(text: string): string {
  const [, host, port] = /^([^:\s]+|\[[0-9a-f:]+\]):(\d{1,5})$/i.exec(text) ?? [];
  if (host === undefined || Number(port) > 65_535)
    throw new UsageError(`--allow-webhooks ${text}: write HOST:PORT`);
  return `${host.toLowerCase()}:${Number(port)}`;
}
