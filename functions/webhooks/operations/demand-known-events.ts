import { eventTypes } from "#events/types.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { passes } from "#functions/webhooks/domain/event-filter.ts";

/** Refuses filters that no event there is could ever pass: a slip of the pen would be found out by silence alone. */
export function demandKnownEvents(filters: readonly string[]): void {
  const faults = filters.flatMap((filter, at) =>
    eventTypes.some((type) => passes([filter], type))
      ? []
      : [{ path: `events.${at}`, message: `No event is called ${filter}` }],
  );
  if (faults.length > 0) refuse("invalid", "webhooks.unknown-event", "There are no such events", { faults });
}
