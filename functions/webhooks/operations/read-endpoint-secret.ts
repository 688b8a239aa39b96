import * as z from "zod";
import { operation } from "#functions/kernel/operation.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";
import { liveSecrets } from "#functions/webhooks/domain/endpoint.ts";
import { endpointId, exampleEndpoint, exampleSecret } from "#functions/webhooks/operations/endpoint-view.ts";
import { findEndpoint } from "#functions/webhooks/operations/find-endpoint.ts";
import type { Endpoints, Safe } from "#functions/webhooks/ports.ts";

interface Deps {
  readonly endpoints: Endpoints;
  readonly safe: Safe;
  readonly clock: Clock;
}

export const readEndpointSecret = operation({
  name: "readEndpointSecret",
  summary: "Read the secret that an endpoint's webhooks are signed with, and older ones that still sign.",
  permission: "webhooks:manage",
  sensitive: true,
  input: z.strictObject({ id: endpointId }),
  output: z.object({
    secret: z.string(),
    expiring: z.array(z.object({ secret: z.string(), until: z.string() })),
  }),
  problems: ["webhooks.no-such-endpoint"],
  example: { input: { id: exampleEndpoint.id }, output: { secret: exampleSecret, expiring: [] } },
  run:
    ({ endpoints, safe, clock }: Deps) =>
    async ({ tenantId }, { id }) => {
      const endpoint = await findEndpoint(endpoints, tenantId, id);
      const live = await Promise.all(
        liveSecrets(endpoint, clock()).map(async ({ sealed, until }) => ({
          secret: await safe.open(endpoint, sealed),
          until,
        })),
      );
      const expiring = live.flatMap(({ secret, until }) => (until === undefined ? [] : [{ secret, until }]));
      return { secret: live[0]?.secret ?? "", expiring };
    },
});
