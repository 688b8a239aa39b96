import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { banner } from "#local/cli/banner.ts";
import { allNamesOf } from "#local/cli/loopback.ts";
import { type Options, readOptions, UsageError, usage } from "#local/cli/options.ts";
import { type Cloud, startCloud } from "#local/cloud.ts";
import { demoReceiver } from "#local/demo/demo-receiver.ts";
import { seed } from "#local/demo/seed.ts";

const usualDirectory = fileURLToPath(new URL("../.local", import.meta.url));
const STOP_WITHIN_MS = 3_000;
let stopping = false;

try {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") console.log(usage);
  else await run(options);
} catch (error) {
  // What fails because the start was cut short is nobody's news.
  if (!stopping) console.error(explained(error));
  process.exit(error instanceof UsageError ? 2 : 1);
}

async function run({ data = usualDirectory, ...options }: Options): Promise<void> {
  const stateDirectory = resolve(data);
  const allowWebhooks = [demoReceiver.address, ...options.allowWebhooks];
  const starting = startCloud({
    ...options,
    allowWebhooks: allowWebhooks.flatMap(allNamesOf),
    stateDirectory,
    report: warn,
  });
  stopOnSignal(starting);
  const { url, stamps } = await starting;
  const demo = await seed(url).catch((error: unknown) => {
    warn(`There is no demo tenant: ${explained(error)}`);
    return undefined;
  });
  const seconds = process.uptime();
  const shown = relative(process.cwd(), stateDirectory);
  console.log(banner({ stamps, stateDirectory: shown, seconds, demo, allowWebhooks }));
}

function warn(line: string): void {
  console.error(`! ${line}`);
}

function stopOnSignal(starting: Promise<Cloud>): void {
  const stop = async (): Promise<void> => {
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    await (await starting).stop();
    process.exit(0);
  };
  const once = (): void => {
    // A terminal signals the whole process group and npm passes the signal on as well: it comes more than once.
    if (stopping) return;
    stopping = true;
    stop().catch((error: unknown) => {
      console.error(explained(error));
      process.exit(1);
    });
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, once);
}

function explained(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n\n${usage}`;
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "EADDRINUSE" && "port" in error)
    return `Port ${error.port} is taken. Stop what listens there, or choose another with --port N.`;
  return error.message;
}
