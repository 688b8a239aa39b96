import { newCompany } from "#tests/bench/company.ts";
import { connect } from "#tests/bench/connections.ts";
import { type HotOperation, hotOperations } from "#tests/bench/hot-operations.ts";
import type { PlatformFacts } from "#tests/bench/platform.ts";
import type { Line, Section } from "#tests/bench/report.ts";
import { timed } from "#tests/bench/timing.ts";

const levels = [1, 8, 32];
const turns = 80;

/** Requests a second, each connection asking again as soon as it is answered. */
export async function measureThroughput({ url }: PlatformFacts): Promise<Section> {
  const lines: Line[] = [];
  for (const connections of levels) {
    const { accessToken } = await newCompany(url);
    const { send, close } = connect(url, accessToken, connections);
    const figures: Record<string, number> = {};
    for (const operation of hotOperations())
      figures[`${operation.name}/s`] = await rate(operation, connections, (turn) =>
        operation.ask(send, turn),
      );
    await close();
    lines.push({ what: `${connections} connection${connections > 1 ? "s" : ""}`, figures });
  }
  return { title: "Throughput", lines };
}

async function rate(
  { kind }: HotOperation,
  connections: number,
  ask: (turn: number) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  // What costs no quota may be asked more often, for a steadier figure.
  const all = kind === "none" ? 4 * turns : turns;
  const line = async (): Promise<void> => {
    while (next < all) await ask(next++);
  };
  const ms = await timed(() => Promise.all(Array.from({ length: connections }, line)));
  return all / (ms / 1000);
}
