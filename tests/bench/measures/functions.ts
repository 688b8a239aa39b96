import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import type { Platform } from "#tests/bench/open-platform.ts";
import { variablesOf } from "#tests/bench/probe.ts";
import type { Line, Section } from "#tests/bench/report.ts";
import { percentile } from "#tests/bench/timing.ts";

const rounds = 3;

interface Loaded {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly samples: number[];
}

/**
 * Size of each bundle as it is deployed, and what loading it takes in a fresh thread, beside a bundle that holds a
 * DynamoDB client and nothing else. All take turns, so that the machine's moods fall on all of them.
 */
export async function measureFunctions(platform: Platform): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), "tenure-bench-bare-"));
  try {
    const bare = await bareFunction(folder);
    const all = [bare, ...functionsOf(platform)];
    for (let round = 0; round < rounds; round++) for (const each of all) each.samples.push(await load(each));
    const own = percentile(bare.samples, 0.5);
    const lines = all.map(({ name, bytes, samples }): Line => {
      const ms = percentile(samples, 0.5);
      return { what: name, figures: { kB: bytes / 1000, "start ms": ms, "× bare": ms / own } };
    });
    return { title: "Functions", lines };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function bareFunction(folder: string): Promise<Loaded> {
  const file = join(folder, "index.mjs");
  const contents = `import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
    const client = new DynamoDBClient();
    export const handler = () => client;`;
  const { metafile } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    outfile: file,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    minify: true,
    keepNames: true,
    metafile: true,
    logLevel: "error",
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  const bytes = Math.max(...Object.values(metafile.outputs).map((output) => output.bytes));
  return { name: "a bare DynamoDB client", file, bytes, variables: { AWS_REGION: "eu-west-1" }, samples: [] };
}

const functionsOf = (platform: Platform): readonly Loaded[] =>
  platform.bundles.map(({ name, directory, bytes }) => {
    const resource = platform.resources.find(
      ({ type, assetPath }) => type === "AWS::Lambda::Function" && assetPath === directory,
    );
    if (!resource) throw new Error(`Nothing runs the bundle ${name}`);
    const variables = variablesOf(platform, resource, platform.endpointUrl);
    return { name, file: join(directory, "index.mjs"), bytes, variables, samples: [] };
  });

const program = `
  const { parentPort, workerData } = require("node:worker_threads");
  const begun = performance.now();
  import(workerData).then(() => parentPort.postMessage(performance.now() - begun));`;

async function load({ file, variables }: Loaded): Promise<number> {
  const worker = new Worker(program, { eval: true, env: variables, workerData: pathToFileURL(file).href });
  const ms = await new Promise<number>((resolve, reject) => {
    worker.once("message", resolve).once("error", reject);
  });
  await worker.terminate();
  return ms;
}
