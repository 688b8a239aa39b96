import type { Entry } from "#functions/audit/domain/entry.ts";
import type { Entries } from "#functions/audit/ports.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";

/** The tenant's entry. Refuses with `audit.no-such-entry`. */
export async function findEntry(entries: Entries, tenantId: string, id: string): Promise<Entry> {
  const entry = await entries.find(tenantId, id);
  return entry ?? refuse("not-found", "audit.no-such-entry", "There is no such entry");
}
