import { newCompany } from "#tests/bench/company.ts";
import { connect } from "#tests/bench/connections.ts";
import { hotOperations } from "#tests/bench/hot-operations.ts";
import type { PlatformFacts } from "#tests/bench/platform.ts";
import type { Section } from "#tests/bench/report.ts";
import { awaited } from "#tests/bench/timing.ts";

const commands = 300;
const connections = 16;

/** How fast commands, given as fast as they are taken, get under the signed checkpoint of one tenant's audit trail. */
export async function measureAudit({ url }: PlatformFacts): Promise<Section> {
  const { owner, accessToken } = await newCompany(url);
  const size = async () => (await owner.call<{ size: number }>("GET", "/v1/audit/checkpoint")).size;
  const { send, close } = connect(url, accessToken, connections);
  const hire = hotOperations()[0];
  await hire?.ask(send, commands);
  const before = await awaited("a first checkpoint", async () => (await size().catch(() => 0)) || undefined);
  const begun = performance.now();
  let next = 0;
  const line = async (): Promise<void> => {
    while (next < commands) await hire?.ask(send, next++);
  };
  await Promise.all(Array.from({ length: connections }, line));
  const committed = performance.now();
  await awaited("the last entry", async () => (await size()) >= before + commands || undefined);
  const ended = performance.now();
  await close();
  const figures = {
    "commands/s": commands / ((committed - begun) / 1000),
    "entries/s": commands / ((ended - begun) / 1000),
    "last entry behind last command, ms": ended - committed,
  };
  return { title: "Audit trail of one tenant", lines: [{ what: `${commands} commands`, figures }] };
}
