import type { Stamp } from "#functions/kernel/stamp.ts";
import { openPeople } from "#functions/people/public.ts";
import { openTenantSettings } from "#functions/tenants/public.ts";
import { dynamoPunches } from "#functions/time/adapters/dynamo-punches.ts";
import { dynamoSessions } from "#functions/time/adapters/dynamo-sessions.ts";
import { dynamoTimeClocks } from "#functions/time/adapters/dynamo-time-clocks.ts";
import { peopleWorkforce } from "#functions/time/adapters/people-workforce.ts";

/** All that time stands on, in a stamp: its own items, the people, the tenant's zone. */
export function timeStores(stamp: Stamp) {
  const { documents, env } = stamp;
  const settingsOf = openTenantSettings(stamp);
  return {
    timeClocks: dynamoTimeClocks(documents, env.TENANT_TABLE),
    punches: dynamoPunches(documents, env.TENANT_TABLE),
    sessions: dynamoSessions(documents, env.TENANT_TABLE),
    workforce: peopleWorkforce(openPeople(documents, env.TENANT_TABLE)),
    tenantTimeZone: async (tenantId: string) => (await settingsOf(tenantId))?.timeZone ?? "UTC",
  };
}
