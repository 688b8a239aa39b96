import * as z from "zod";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { operation } from "#functions/kernel/operation.ts";
import { deliveryView, exampleDelivery } from "#functions/webhooks/operations/delivery-view.ts";
import { endpointId, exampleEndpoint } from "#functions/webhooks/operations/endpoint-view.ts";
import { findEndpoint } from "#functions/webhooks/operations/find-endpoint.ts";
import type { Deliveries, Endpoints, Safe } from "#functions/webhooks/ports.ts";

interface Deps {
  readonly endpoints: Endpoints;
  readonly deliveries: Deliveries;
  readonly safe: Safe;
}

export const readDelivery = operation({
  name: "readDelivery",
  summary: "Read one delivery, with what the receiver answered when it last failed.",
  permission: "webhooks:read",
  input: z.strictObject({ id: endpointId, deliveryId: z.string().max(40) }),
  output: deliveryView.extend({
    response: z
      .string()
      .optional()
      .meta({ description: "Of the last attempt, when it failed: the first 20,000 bytes" }),
  }),
  problems: ["webhooks.no-such-endpoint", "webhooks.no-such-delivery"],
  example: { input: { id: exampleEndpoint.id, deliveryId: exampleDelivery.id }, output: exampleDelivery },
  run:
    ({ endpoints, deliveries, safe }: Deps) =>
    async ({ tenantId }, { id, deliveryId }) => {
      const endpoint = await findEndpoint(endpoints, tenantId, id);
      const delivery =
        (await deliveries.find(tenantId, id, deliveryId)) ??
        refuse("not-found", "webhooks.no-such-delivery", "There is no such delivery");
      const response = delivery.response && (await safe.open(endpoint, delivery.response));
      return { ...z.parse(deliveryView, { ...delivery, eventId: delivery.event.id }), response };
    },
});
