import { setTimeout as sleep } from "node:timers/promises";
import { openBare } from "#tests/bench/bare.ts";
import { type Company, newCompany } from "#tests/bench/company.ts";
import { connect } from "#tests/bench/connections.ts";
import { hotOperations } from "#tests/bench/hot-operations.ts";
import type { PlatformFacts } from "#tests/bench/platform.ts";
import { openProbe, type Probe } from "#tests/bench/probe.ts";
import type { Line, Section } from "#tests/bench/report.ts";
import { percentile, percentiles, timed } from "#tests/bench/timing.ts";
import { type AwsCall, tap } from "#tests/bench/wiretap.ts";

const turns = 60;
const warmUps = 10;
// What a write sets off, events, webhooks, the audit trail, shares the laptop's cores with whoever asks next; what that
// costs is told by the throughput.
const afterWriteMs = 60;

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
  for (const { name, kind, ask } of hotOperations()) {
    const own: number[] = [];
    const bareOwn: number[] = [];
    // By turns, so that the machine's moods fall on both.
    for (const [turn, calls] of (recorded.get(name) ?? []).entries()) {
      own.push(await timed(() => ask(send, turn)));
      if (kind === "write") await sleep(afterWriteMs);
      bareOwn.push(await bare.replay(calls));
    }
    const samples = own.slice(warmUps);
    lines.push({
      what: name,
      figures: { ...percentiles(samples), ...ratio(samples, bareOwn.slice(warmUps)) },
    });
  }
  await Promise.all([close(), bare.stop()]);
  return { title: "Hot operations", lines };
}

function ratio(samples: readonly number[], bareSamples: readonly number[]): Line["figures"] {
  const own = percentile(bareSamples, 0.5);
  return own > noCall ? { "bare p50 ms": own, "× bare": percentile(samples, 0.5) / own } : {};
}

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
    for (let turn = 0; turn < warmUps + turns; turn++) {
      await ask(probe.send, turn);
      calls.push(wiretap.taken().filter(({ service }) => service === "dynamodb"));
    }
    recorded.set(name, calls);
  }
  await Promise.all([...probes.values()].map(({ end }) => end()));
  await wiretap.close();
  return recorded;
}
