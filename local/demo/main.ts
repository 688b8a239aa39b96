import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startCloud } from "#local/cloud.ts";
import { apiClient } from "#local/demo/api-client.ts";
import { companyOf } from "#local/demo/company.ts";
import { demoReceiver } from "#local/demo/demo-receiver.ts";
import { startReceiver } from "#local/demo/receiver.ts";
import { tellStory } from "#local/demo/story.ts";
import { teller } from "#local/demo/tell.ts";

const usage = `Usage: npm run demo -- [options]

  --people FILE    CSV of people to import instead of the sample company's
  --in FILE        CSV of clock-ins, a row a person and a column a day
  --out FILE       CSV of clock-outs in the same form
  --url URL        platform to use (default http://localhost:3000; started when none runs there)
  --json           end with one line of JSON`;

const stateDirectory = fileURLToPath(new URL("../../.local", import.meta.url));

const options = {
  people: { type: "string" },
  in: { type: "string" },
  out: { type: "string" },
  url: { type: "string", default: "http://localhost:3000" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

type Values = ReturnType<typeof parse>;

const parse = () => parseArgs({ options }).values;

try {
  const values = parse();
  if (values.help) console.log(usage);
  else await demo(values);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function demo({ json, url, ...files }: Values): Promise<void> {
  const begun = performance.now();
  await using ends = new AsyncDisposableStack();
  const tell = teller();
  const company = await companyOf(files);
  const receiver = ends.adopt(await startReceiver(demoReceiver.port), ({ stop }) => stop());
  if (!(await answers(url))) {
    tell.say(`No platform runs at ${url}: starting one`);
    const port = Number(new URL(url).port);
    ends.adopt(
      await startCloud({
        stateDirectory,
        stamps: [{ name: "pool", kind: "pool", port }],
        allowWebhooks: [demoReceiver.address],
      }),
      ({ stop }) => stop(),
    );
  }
  const ending = await tellStory({
    api: apiClient(url),
    tell,
    receiver,
    company,
    run: Date.now().toString(36),
  });
  const seconds = Math.round((performance.now() - begun) / 100) / 10;
  tell.chapter(`Done in ${seconds} s.`);
  if (json) console.log(JSON.stringify({ ...ending, seconds }));
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/v1/health`)).ok;
  } catch {
    return false;
  }
}
