import * as z from "zod";
import { operation } from "#functions/kernel/operation.ts";
import { endpointId, endpointView, exampleEndpoint } from "#functions/webhooks/operations/endpoint-view.ts";
import { findEndpoint } from "#functions/webhooks/operations/find-endpoint.ts";
import type { Endpoints } from "#functions/webhooks/ports.ts";

interface Deps {
  readonly endpoints: Endpoints;
}

export const readEndpoint = operation({
  name: "readEndpoint",
  summary: "Read one of the addresses that events are posted to.",
  permission: "webhooks:read",
  input: z.strictObject({ id: endpointId }),
  output: endpointView,
  problems: ["webhooks.no-such-endpoint"],
  example: { input: { id: exampleEndpoint.id }, output: exampleEndpoint },
  run:
    ({ endpoints }: Deps) =>
    async ({ tenantId }, { id }) =>
      z.parse(endpointView, await findEndpoint(endpoints, tenantId, id)),
});
