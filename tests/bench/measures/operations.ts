import { openBare } from "#tests/bench/bare.ts";
import { type Company, newCompany } from "#tests/bench/company.ts";
import { connect } from "#tests/bench/connections.ts";
import { hotOperations } from "#tests/bench/hot-operations.ts";
import type { PlatformFacts } from "#tests/bench/platform.ts";
import { openProbe, type Probe } from "#tests/bench/probe.ts";
import type { Line, Section } from "#tests/bench/report.ts";
import { percentile, percentiles, sampled } from "#tests/bench/timing.ts";
import { type AwsCall, tap } from "#tests/bench/wiretap.ts";

const turns = 100;
const bareTurns = 60;

/**
 * What the hot operations take from a kept connection through gateway, function and database, one after another; and
 * what a bare DynamoDB client takes for the very calls that they make. A request that asks the database for nothing has
 * no such ratio.
 */
export async function measureOperations(platform: PlatformFacts): Promise<Section> {
  const company = await newCompany(platform.url);
  const recorded = await record(platform, await newCompany(platform.url));
  const bare = await openBare(platform);
  const { send, close } = connect(platform.url, company.accessToken);
  const lines: Line[] = [];
  for (const { name, ask } of hotOperations()) {
    const samples = await sampled(turns, (turn) => ask(send, turn));
    const bareSamples: number[] = [];
    for (const calls of recorded.get(name) ?? []) bareSamples.push(await bare.replay(calls));
    lines.push({ what: name, figures: { ...percentiles(samples), ...ratio(samples, bareSamples) } });
  }
  await Promise.all([close(), bare.stop()]);
  return { title: "Hot operations", lines };
}

function ratio(samples: readonly number[], bareSamples: readonly number[]): Line["figures"] {
  const own = percentile(bareSamples.slice(warmUps), 0.5);
  return own > noCall ? { "bare p50 ms": own, "× bare": percentile(samples, 0.5) / own } : {};
}

const warmUps = 5;
// Below this there was nothing to send.
const noCall = 0.05;

/** The DynamoDB calls of each turn of each operation, as a warm environment makes them. */
async function record(
  platform: PlatformFacts,
  { accessToken }: Company,
): Promise<ReadonlyMap<string, readonly (readonly AwsCall[])[]>> {
  const wiretap = await tap(platform.endpointUrl);
  const probes = new Map<string, Probe>();
  const recorded = new Map<string, (readonly AwsCall[])[]>();
  for (const { name, context, ask } of hotOperations()) {
    const probe =
      probes.get(context) ?? openProbe(platform, context, { accessToken, endpointUrl: wiretap.url });
    probes.set(context, probe);
    const calls: (readonly AwsCall[])[] = [];
    for (let turn = 0; turn < bareTurns; turn++) {
      await ask(probe.send, turn);
      calls.push(wiretap.taken().filter(({ service }) => service === "dynamodb"));
    }
    recorded.set(name, calls);
  }
  await Promise.all([...probes.values()].map(({ end }) => end()));
  await wiretap.close();
  return recorded;
}
