import { newCompany } from "#tests/bench/company.ts";
import { type HotOperation, hotOperations } from "#tests/bench/hot-operations.ts";
import type { PlatformFacts } from "#tests/bench/platform.ts";
import { openProbe } from "#tests/bench/probe.ts";
import type { Line, Section } from "#tests/bench/report.ts";
import { type AwsCall, sequentialTrips, tap, type Wiretap } from "#tests/bench/wiretap.ts";

const warmTurns = 4;

/**
 * AWS calls of a request and how many of them wait for one another: the first of an environment (cold, with what it
 * asks for while it loads), and a later one of the same tenant (warm).
 */
export async function measureRoundTrips(platform: PlatformFacts): Promise<Section> {
  const { accessToken } = await newCompany(platform.url);
  const wiretap = await tap(platform.endpointUrl);
  const lines: Line[] = [];
  for (const operation of hotOperations())
    lines.push(await lineOf(platform, accessToken, wiretap, operation));
  await wiretap.close();
  return { title: "Round trips to AWS", lines };
}

async function lineOf(
  platform: PlatformFacts,
  accessToken: string,
  wiretap: Wiretap,
  { name, context, ask }: HotOperation,
): Promise<Line> {
  const probe = openProbe(platform, context, { accessToken, endpointUrl: wiretap.url });
  wiretap.taken();
  await ask(probe.send, 0);
  const cold = wiretap.taken();
  for (let turn = 1; turn < warmTurns; turn++) await ask(probe.send, turn);
  wiretap.taken();
  await ask(probe.send, warmTurns);
  const warm = wiretap.taken();
  await probe.end();
  return {
    what: name,
    figures: {
      "warm in a row": sequentialTrips(warm),
      "warm calls": warm.length,
      "cold in a row": sequentialTrips(cold),
      "cold calls": cold.length,
      warm: named(warm),
      cold: named(cold),
    },
  };
}

const named = (calls: readonly AwsCall[]): string =>
  calls
    .toSorted((a, b) => a.begun - b.begun)
    .map(({ service, target }) => target.split(".").at(-1) || service.toUpperCase())
    .join(", ");
