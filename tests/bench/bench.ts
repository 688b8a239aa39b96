import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { measureAudit } from "#tests/bench/measures/audit.ts";
import { measureFunctions } from "#tests/bench/measures/functions.ts";
import { measureImports } from "#tests/bench/measures/imports.ts";
import { measureOperations } from "#tests/bench/measures/operations.ts";
import { measureRoundTrips } from "#tests/bench/measures/round-trips.ts";
import { measureStart } from "#tests/bench/measures/start.ts";
import { measureThroughput } from "#tests/bench/measures/throughput.ts";
import { measureWebhooks } from "#tests/bench/measures/webhooks.ts";
import { openPlatform, type Platform } from "#tests/bench/open-platform.ts";
import { type Section, tables } from "#tests/bench/report.ts";

const usage = `Usage: npm run bench -- [options]

  --only NAME    measure this alone; may be repeated
  --json         print JSON instead of tables

Names: start, functions, operations, round-trips, throughput, imports, webhooks, audit`;

type Measure = (platform: Platform) => Promise<Section>;

const measures: Readonly<Record<string, Measure>> = {
  functions: measureFunctions,
  "round-trips": measureRoundTrips,
  operations: measureOperations,
  throughput: measureThroughput,
  imports: measureImports,
  webhooks: measureWebhooks,
  audit: measureAudit,
};

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(usage);
else await bench();

async function bench(): Promise<void> {
  const wanted = (name: string): boolean => values.only.length === 0 || values.only.includes(name);
  const begun = performance.now();
  const before = loadavg();
  const sections: Section[] = wanted("start") ? [await told("start", measureStart())] : [];
  const names = Object.keys(measures).filter(wanted);
  if (names.length > 0) sections.push(...(await onePlatform(names)));
  const load = [before, loadavg()].map(([minute = 0]) => minute.toFixed(1)).join(" before, ");
  const seconds = Math.round((performance.now() - begun) / 1000);
  if (values.json) console.log(JSON.stringify({ sections, load, seconds }));
  else console.log(`${tables(sections)}\n\nTook ${seconds} s; load of the machine ${load} after.`);
}

async function onePlatform(names: readonly string[]): Promise<readonly Section[]> {
  await using ends = new AsyncDisposableStack();
  const platform = await told("the platform", openPlatform(ends));
  const sections: Section[] = [];
  for (const name of names) {
    const measure = measures[name];
    if (measure) sections.push(await told(name, measure(platform)));
  }
  return sections;
}

// Beside the report, for whoever waits for it.
async function told<T>(what: string, work: Promise<T>): Promise<T> {
  const begun = performance.now();
  const done = await work;
  console.error(`${what}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  return done;
}
