import { type Entry, entryOf } from "#functions/audit/domain/entry.ts";
import { hourOf, hoursAfter, hoursFrom, madeAt } from "#functions/audit/domain/hours.ts";
import type { Commands, Entries, Reconcile } from "#functions/audit/ports.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

export interface ReconcileDeps {
  readonly entries: Entries;
  readonly commands: Commands;
  readonly clock: Clock;
}

/** Hours that a command has to come by the ordinary way. */
const patience = 1;
/** Command records are kept that long. */
const hoursKept = 7 * 24;
/** Hours looked at in one go: a tenant that comes back after a week is through in seven. */
const mostHours = 24;

/**
 * Compares what was committed in the hours that are over with the trail, and makes good what is lacking: a message that
 * was lost on its way costs an hour or two, never an entry. It begins with the hour in which the tenant came to be.
 */
export const reconcile =
  (deps: ReconcileDeps): Reconcile =>
  async (tenantId, reconciledTo) => {
    const now = hourOf(deps.clock());
    const end = hoursAfter(now, -patience);
    const oldest = hoursAfter(now, -hoursKept);
    const wanted = reconciledTo ?? hourOf(madeAt(tenantId));
    const isForgotten = wanted < oldest;
    const from = isForgotten ? oldest : wanted;
    const hours = hoursFrom(from, end, mostHours);
    const lost = await Promise.all(hours.map((hour) => lostIn(deps, tenantId, hour)));
    return { lost: lost.flat(), to: hoursAfter(from, hours.length) };
  };

async function lostIn(
  { entries, commands }: ReconcileDeps,
  tenantId: string,
  hour: string,
): Promise<Entry[]> {
  const ids = await commands.ofHour(tenantId, hour);
  const found = await entries.findMany(tenantId, ids);
  const known = new Set(found.map(({ id }) => id));
  const missing = ids.filter((id) => !known.has(id));
  const records = missing.length > 0 ? await commands.read(tenantId, hour, missing) : [];
  const made = records.map(entryOf);
  await Promise.all(made.map(entries.append));
  return [...found.filter(({ index }) => index === undefined), ...made];
}
