import * as z from "zod";
import { operation } from "#functions/kernel/operation.ts";
import { pageInput, pageOf } from "#functions/kernel/paging.ts";
import { endpointView, exampleEndpoint } from "#functions/webhooks/operations/endpoint-view.ts";
import type { Endpoints } from "#functions/webhooks/ports.ts";

interface Deps {
  readonly endpoints: Endpoints;
}

export const listEndpoints = operation({
  name: "listEndpoints",
  summary: "List the addresses that events are posted to.",
  permission: "webhooks:read",
  input: z.strictObject(pageInput),
  output: pageOf(endpointView),
  problems: ["request.cursor-invalid"],
  example: { input: {}, output: { items: [exampleEndpoint], nextCursor: null } },
  run:
    ({ endpoints }: Deps) =>
    async (actor, request) => {
      const { items, nextCursor } = await endpoints.list(actor.tenantId, request);
      return { items: items.map((endpoint) => z.parse(endpointView, endpoint)), nextCursor };
    },
});
