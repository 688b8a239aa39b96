import * as z from "zod";
import { operation } from "#functions/kernel/operation.ts";
import { pageInput, pageOf } from "#functions/kernel/paging.ts";
import { deliveryView, exampleDelivery } from "#functions/webhooks/operations/delivery-view.ts";
import { endpointId, exampleEndpoint } from "#functions/webhooks/operations/endpoint-view.ts";
import { findEndpoint } from "#functions/webhooks/operations/find-endpoint.ts";
import type { Deliveries, Endpoints } from "#functions/webhooks/ports.ts";

interface Deps {
  readonly endpoints: Endpoints;
  readonly deliveries: Deliveries;
}

export const listDeliveries = operation({
  name: "listDeliveries",
  summary: "List what was posted to an endpoint in the last 30 days, newest event first, attempt by attempt.",
  permission: "webhooks:read",
  input: z.strictObject({ id: endpointId, ...pageInput }),
  output: pageOf(deliveryView),
  problems: ["webhooks.no-such-endpoint", "request.cursor-invalid"],
  example: { input: { id: exampleEndpoint.id }, output: { items: [exampleDelivery], nextCursor: null } },
  run:
    ({ endpoints, deliveries }: Deps) =>
    async ({ tenantId }, { id, ...request }) => {
      await findEndpoint(endpoints, tenantId, id);
      const { items, nextCursor } = await deliveries.list(tenantId, id, request);
      const views = items.map((item) => z.parse(deliveryView, { ...item, eventId: item.event.id }));
      return { items: views, nextCursor };
    },
});
