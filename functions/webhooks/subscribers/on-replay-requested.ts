import { replayRequestedV1 } from "#events/webhooks/replay-requested.v1.ts";
import type { OnEvent } from "#functions/kernel/events/consumer.ts";
import type { Id } from "#functions/kernel/ids.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";
import type {
  Deliveries,
  DeliveryMessage,
  EventDelivery,
  SendDeliveries,
} from "#functions/webhooks/ports.ts";

export interface ReplayDeps {
  readonly deliveries: Deliveries;
  readonly send: SendDeliveries;
  readonly clock: Clock;
}

/** At most so many deliveries of one request. */
const most = 10_000;
/** A receiver that has just come back gets so many a second. */
const perSecond = 20;
const longestDelay = 900;
const batchSize = 50;

/**
 * Makes deliveries again, oldest first. When it is cut short it is called again, and goes on where it was: what it
 * has reopened bears its mark.
 */
export const onReplayRequested =
  ({ deliveries, send, clock }: ReplayDeps): OnEvent =>
  async ({ tenantId }, event) => {
    const { id: replay } = event;
    const asked = replayRequestedV1.data.parse(event.data);
    let sent = 0;
    for await (const batch of batches(chosen(deliveries, tenantId, asked, clock()))) {
      const open = await Promise.all(batch.map((delivery) => reopen(deliveries, delivery, replay)));
      const messages = open.flatMap((delivery) => (delivery ? [messageFor(tenantId, delivery)] : []));
      await send(
        messages.map((message, at) => ({
          message,
          delaySeconds: Math.min(longestDelay, Math.floor((sent + at) / perSecond)),
        })),
      );
      sent += messages.length;
    }
  };

type Asked = ReturnType<typeof replayRequestedV1.data.parse>;

const messageFor = (
  tenantId: Id<"tnt">,
  { endpointId, id: deliveryId, turn }: EventDelivery,
): DeliveryMessage => ({ tenantId, endpointId, deliveryId, turn });

// One that waits for its next attempt gets it now; its own message will find the turn taken.
async function reopen(
  deliveries: Deliveries,
  delivery: EventDelivery,
  replay: string,
): Promise<EventDelivery | undefined> {
  if (delivery.status === "pending") return delivery;
  return delivery.replay !== replay && (await deliveries.reopen(delivery, replay)) ? delivery : undefined;
}

async function* chosen(
  deliveries: Deliveries,
  tenantId: string,
  asked: Asked,
  now: Date,
): AsyncGenerator<EventDelivery> {
  if (asked.deliveryId === undefined) return yield* ofSpan(deliveries, tenantId, asked, now);
  const delivery = await deliveries.find(tenantId, asked.endpointId, asked.deliveryId);
  if (delivery) yield delivery;
}

async function* ofSpan(
  deliveries: Deliveries,
  tenantId: string,
  { endpointId, since, until, status }: Asked,
  now: Date,
): AsyncGenerator<EventDelivery> {
  const span = { since: new Date(since ?? now), until: new Date(until ?? now) };
  if (span.since > span.until) return;
  let found = 0;
  for await (const delivery of deliveries.between(tenantId, endpointId, span)) {
    if (found === most) return;
    if (status === "failed" && delivery.status === "delivered") continue;
    found += 1;
    yield delivery;
  }
}

async function* batches<Item>(items: AsyncIterable<Item>): AsyncGenerator<readonly Item[]> {
  let batch: Item[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
