import type { OnEvent } from "#functions/kernel/events/consumer.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";
import { newDelivery } from "#functions/webhooks/domain/delivery.ts";
import type { Endpoint } from "#functions/webhooks/domain/endpoint.ts";
import { passes } from "#functions/webhooks/domain/event-filter.ts";
import type { Deliveries, Endpoints, SendDeliveries } from "#functions/webhooks/ports.ts";

export interface FanOutDeps {
  readonly endpoints: Endpoints;
  readonly deliveries: Deliveries;
  readonly send: SendDeliveries;
  readonly clock: Clock;
}

/**
 * Sets an event on its way to each endpoint that wants it. However often the event comes, there is one delivery per
 * endpoint; a message too many finds its turn taken.
 */
export const onAnyEvent =
  (deps: FanOutDeps): OnEvent =>
  async ({ tenantId }, event) => {
    const { deliveries, send, clock } = deps;
    const wanting = await endpointsFor(deps, event);
    const made = wanting.map(({ id }) => newDelivery(tenantId, id, event, clock()));
    await Promise.all(made.map((delivery) => deliveries.add(delivery)));
    await send(
      made.map(({ endpointId, id }) => ({
        message: { tenantId, endpointId, deliveryId: id, turn: 0 },
        delaySeconds: 0,
      })),
    );
  };

// A test is for the one endpoint that it tries; all else goes by the filters.
async function endpointsFor(
  { endpoints }: FanOutDeps,
  { tenantId, type, data }: Parameters<OnEvent>[1],
): Promise<readonly Endpoint[]> {
  const enabled = (await endpoints.all(tenantId)).filter((endpoint) => endpoint.enabled);
  return type === "webhooks.test.v1"
    ? enabled.filter(({ id }) => id === data["endpointId"])
    : enabled.filter(({ events }) => passes(events, type));
}
