import { parseArgs } from "node:util";
import { UsageError } from "#local/cli/options.ts";

export interface DemoOptions {
  readonly people: string | undefined;
  readonly in: string | undefined;
  readonly out: string | undefined;
  readonly platform: Platform;
  readonly json: boolean;
}

export interface Platform {
  /** Without a slash at its end. */
  readonly url: string;
  /** Where it is started when none runs there; undefined when that is another machine's business. */
  readonly port: number | undefined;
}

export const usage = `Usage: npm run demo -- [options]

  --people FILE    CSV of people to import instead of the sample company's
  --in FILE        CSV of clock-ins, a row a person and a column a day
  --out FILE       CSV of clock-outs in the same form
  --url URL        platform to use (default http://localhost:3000; on this machine, started when none runs there)
  --json           end with one line of JSON
  --help           show this`;

/** Reads the command line; "help" when that is all it asks for. @throws UsageError */
export function readDemoOptions(args: readonly string[]): DemoOptions | "help" {
  const { help, url, people, in: came, out: went, json } = parse(args);
  if (help) return "help";
  if ((came === undefined) !== (went === undefined))
    throw new UsageError("--in and --out are given together or not at all");
  return { people, in: came, out: went, platform: platformAt(url), json };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        people: { type: "string" },
        in: { type: "string" },
        out: { type: "string" },
        url: { type: "string", default: "http://localhost:3000" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function platformAt(text: string): Platform {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== "/" || url.search || url.hash)
    throw new UsageError(`--url ${text}: write the address alone, as in http://localhost:3000`);
  const isOurs = url.protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  return { url: url.origin, port: isOurs ? Number(url.port || 80) : undefined };
}
