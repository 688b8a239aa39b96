import type { DomainEvent, NewEvent } from "#events/envelope.ts";
import type { Actor } from "#functions/kernel/actor.ts";
import type { Sealer } from "#functions/kernel/crypto/sealer.ts";
import type { NewId } from "#functions/kernel/ids.ts";

/** The place that an event's personal fields are bound to; they open only for the event that they came with. */
export const personalContext = (eventId: string): string => `event.personal#${eventId}`;

interface Deps {
  readonly sealer: Sealer;
  readonly newId: NewId;
}

/**
 * Mints the envelopes of new events: ids, time, who and why; personal fields go in encrypted under their person's key.
 * @throws ZodError when an event is not as its contract says: publishers are strict.
 */
export const envelopes = (
  deps: Deps,
  actor: Actor,
  now: Date,
  events: readonly NewEvent[],
): Promise<DomainEvent[]> => Promise.all(events.map((event) => envelope(deps, actor, now, event)));

async function envelope(
  { sealer, newId }: Deps,
  actor: Actor,
  now: Date,
  event: NewEvent,
): Promise<DomainEvent> {
  const { contract, sequence } = event;
  const id = newId("evt");
  const personal = event.personal && {
    of: event.personal.of,
    sealed: await sealer.seal(
      actor.tenantId,
      event.personal.of,
      personalContext(id),
      contract.personal?.parse(event.personal.fields),
    ),
  };
  const minted: DomainEvent = {
    id,
    type: contract.type,
    time: now.toISOString(),
    tenantId: actor.tenantId,
    actor: actor.subject,
    ...(actor.onBehalfOf && { onBehalfOf: actor.onBehalfOf }),
    requestId: actor.requestId,
    sequence,
    data: contract.data.parse(event.data),
    ...(personal && { personal }),
  };
  contract.schema.parse(minted);
  return minted;
}
