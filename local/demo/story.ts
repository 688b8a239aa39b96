import type { ApiClient } from "#local/demo/api-client.ts";
import { exportAudit, type TrailEvent, verifyOffline } from "#local/demo/audit.ts";
import type { Company } from "#local/demo/company.ts";
import { runImport } from "#local/demo/imports.ts";
import type { Message, Receiver } from "#local/demo/receiver.ts";
import { signIn, signUp } from "#local/demo/sign-up.ts";
import type { Teller } from "#local/demo/tell.ts";
import { until } from "#local/demo/until.ts";
import { workedMinutes } from "#local/demo/worked-minutes.ts";

/** What the story came to. */
export interface Ending {
  readonly employees: number;
  readonly departments: number;
  readonly punchPairs: number;
  readonly workedMinutes: number;
  readonly auditEntries: number;
  readonly webhooksReceived: number;
  readonly webhooksVerified: number;
  readonly auditVerified: boolean;
}

interface Stage {
  readonly api: ApiClient;
  readonly tell: Teller;
  readonly receiver: Receiver;
  readonly company: Company;
  /** Sets this run apart from those before it. */
  readonly run: string;
}

/** Tells what Tenure does, from sign-up to the verified audit trail, over the public API alone. */
export async function tellStory(stage: Stage): Promise<Ending> {
  const owner = await openTenant(stage);
  const since = await listen(stage, owner);
  const people = await importPeople(stage, owner);
  const punchPairs = await importPunches(stage, owner);
  await clockLive(stage, owner);
  const trail = await exportAudit(owner, stage.tell);
  const messages = await received(
    stage,
    trail.events.filter(({ time }) => time > since),
  );
  const minutes = await workedMinutes(owner, stage.tell, messages);
  stage.tell.say(`${minutes} minutes worked, by the months of everybody whose sessions came in`);
  const auditVerified = await verifyOffline(trail.file, stage.tell);
  return {
    ...people,
    punchPairs,
    workedMinutes: minutes,
    auditEntries: trail.size,
    webhooksReceived: messages.length,
    webhooksVerified: messages.filter(({ verified }) => verified).length,
    auditVerified,
  };
}

async function openTenant({ api, tell, company, run }: Stage): Promise<ApiClient> {
  tell.chapter("1. An organisation signs up");
  const slug = `demo-${run}`;
  const owner = {
    name: "Robin Keller",
    email: `owner-${run}@demo.example`,
    password: `a long way from home ${run}`,
  };
  const tenantId = await signUp(api, { name: company.name, slug, timeZone: company.timeZone, owner });
  tell.say(`${company.name} is ${tenantId} (${slug}); its owner followed the link in the mail`);
  return signIn(api, owner, slug);
}

interface Endpoint {
  readonly secret: string;
  readonly createdAt: string;
}

/** Answers since when events come. */
async function listen({ tell, receiver }: Stage, owner: ApiClient): Promise<string> {
  tell.chapter("2. Its own program listens to webhooks");
  const { secret, createdAt } = await owner.call<Endpoint>("POST", "/v1/webhooks/endpoints", {
    url: receiver.url,
    events: ["*"],
  });
  receiver.trust(secret);
  tell.say(`Everything that happens is posted to ${receiver.url}, signed`);
  return createdAt;
}

async function importPeople({ tell, company }: Stage, owner: ApiClient) {
  tell.chapter("3. It imports its people");
  const { created } = await runImport(owner, tell, {
    context: "people",
    request: { mode: "apply", onError: "keep-good", mapping: company.peopleMapping },
    files: { people: company.people },
  });
  const { items } = await owner.call<{ items: readonly unknown[] }>(
    "GET",
    "/v1/people/departments?limit=200",
  );
  tell.say(`${created} employees in ${items.length} departments`);
  return { employees: created, departments: items.length };
}

async function importPunches({ tell, company }: Stage, owner: ApiClient): Promise<number> {
  tell.chapter("4. It imports past working time");
  const { form, files } = company.punches;
  const { created, failed } = await runImport(owner, tell, {
    context: "time",
    request: { mode: "apply", onError: "keep-good", form },
    files,
  });
  tell.say(`${created} pairs of punches${failed > 0 ? `, ${failed} refused` : ""}`);
  return created;
}

async function clockLive({ tell }: Stage, owner: ApiClient): Promise<void> {
  tell.chapter("5. Somebody works");
  const { items } = await owner.call<{ items: readonly { id: string }[] }>(
    "GET",
    "/v1/people/employees?limit=1",
  );
  const employeeId = items[0]?.id;
  for (const press of ["clock-in", "break-start", "break-end", "clock-out"]) {
    const { kind, at } = await owner.call<{ kind: string; at: string }>("POST", `/v1/time/${press}`, {
      employeeId,
    });
    tell.say(`${kind} at ${at}`);
  }
}

async function received(
  { tell, receiver }: Stage,
  events: readonly TrailEvent[],
): Promise<readonly Message[]> {
  tell.chapter("7. Every event has come by webhook");
  await until(
    "the last webhook",
    async () => {
      const there = new Set(receiver.messages().map(({ id }) => id));
      const missing = events.filter(({ id }) => !there.has(id)).length;
      tell.progress("Events of the trail that came", events.length - missing, events.length);
      return missing === 0 ? true : undefined;
    },
    120_000,
  );
  const messages = receiver.messages();
  const newer = messages.length - events.length;
  const more = newer > 0 ? ` and ${newer} that the trail does not hold yet` : "";
  tell.say(`All ${events.length} events of the trail${more}, their signatures checked by standardwebhooks`);
  return messages;
}
