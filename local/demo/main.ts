import { fileURLToPath } from "node:url";
import { UsageError } from "#local/cli/options.ts";
import { type Cloud, startCloud } from "#local/cloud.ts";
import { apiClient } from "#local/demo/api-client.ts";
import { companyOf } from "#local/demo/company.ts";
import { demoReceiver } from "#local/demo/demo-receiver.ts";
import { type DemoOptions, type Platform, readDemoOptions, usage } from "#local/demo/options.ts";
import { startReceiver } from "#local/demo/receiver.ts";
import { tellStory } from "#local/demo/story.ts";
import { teller } from "#local/demo/tell.ts";

const stateDirectory = fileURLToPath(new URL("../../.local", import.meta.url));

try {
  const options = readDemoOptions(process.argv.slice(2));
  if (options === "help") console.log(usage);
  else await demo(options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof UsageError) console.error(`\n${usage}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function demo({ json, platform, ...files }: DemoOptions): Promise<void> {
  const begun = performance.now();
  await using ends = new AsyncDisposableStack();
  const tell = teller();
  const company = await companyOf(files);
  const running = await answers(platform.url);
  if (!running) demandPort(platform);
  const receiver = ends.adopt(await startReceiver(demoReceiver.port), ({ stop }) => stop());
  if (!running) {
    tell.say(`No platform runs at ${platform.url}: starting one`);
    ends.adopt(await startPlatform(demandPort(platform)), ({ stop }) => stop());
  }
  const ending = await tellStory({
    api: apiClient(platform.url),
    tell,
    receiver,
    company,
    run: Date.now().toString(36),
  });
  const seconds = Math.round((performance.now() - begun) / 100) / 10;
  tell.chapter(`Done in ${seconds} s.`);
  if (json) console.log(JSON.stringify({ ...ending, seconds }));
}

function demandPort({ url, port }: Platform): number {
  if (port !== undefined) return port;
  throw new Error(`No platform answers at ${url}. One is started at http://localhost:PORT only.`);
}

function startPlatform(port: number): Promise<Cloud> {
  return startCloud({
    stateDirectory,
    stamps: [{ name: "pool", kind: "pool", port }],
    allowWebhooks: [demoReceiver.address],
  });
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/v1/health`)).ok;
  } catch {
    return false;
  }
}
