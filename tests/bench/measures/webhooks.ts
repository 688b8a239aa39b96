import { setTimeout as sleep } from "node:timers/promises";
import { newCompany } from "#tests/bench/company.ts";
import { connect } from "#tests/bench/connections.ts";
import { hotOperations } from "#tests/bench/hot-operations.ts";
import type { Platform } from "#tests/bench/open-platform.ts";
import type { Section } from "#tests/bench/report.ts";
import { awaited, percentile, percentiles } from "#tests/bench/timing.ts";

const warmUps = 20;
const events = 60;
const pauseMs = 50;

/** From the instant that an event carries to its verified webhook, one event after another, once everything is warm. */
export async function measureWebhooks({ url, receiver }: Platform): Promise<Section> {
  const { owner, accessToken } = await newCompany(url);
  const { secret } = await owner.call<{ secret: string }>("POST", "/v1/webhooks/endpoints", {
    url: `http://${receiver.address}/`,
    events: ["people.*"],
  });
  const arrivals = receiver.listen(secret);
  const { send, close } = connect(url, accessToken);
  const hire = hotOperations()[0];
  const all = (count: number) =>
    awaited(`${count} webhooks`, async () => arrivals.length >= count || undefined);
  // Close upon one another, so that as many environments have started as will ever be needed.
  for (let turn = 0; turn < warmUps; turn++) await hire?.ask(send, turn);
  await all(warmUps);
  for (let turn = warmUps; turn < warmUps + events; turn++) {
    await hire?.ask(send, turn);
    await sleep(pauseMs);
  }
  await all(warmUps + events);
  await close();
  const ages = arrivals.slice(warmUps).map(({ ageMs }) => ageMs);
  const figures = { ...percentiles(ages), "slowest ms": percentile(ages, 1), verified: arrivals.length };
  return { title: "From event to signed webhook", lines: [{ what: "people.employee-created.v1", figures }] };
}
