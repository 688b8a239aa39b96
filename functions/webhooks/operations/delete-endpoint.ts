import * as z from "zod";
import { fact } from "#events/envelope.ts";
import { endpointDeletedV1 } from "#events/webhooks/endpoint-deleted.v1.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { operation } from "#functions/kernel/operation.ts";
import { endpointId, exampleEndpoint } from "#functions/webhooks/operations/endpoint-view.ts";
import { demandVersion, findEndpoint } from "#functions/webhooks/operations/find-endpoint.ts";
import type { Endpoints } from "#functions/webhooks/ports.ts";

interface Deps {
  readonly endpoints: Endpoints;
  readonly commit: CommitWrites;
}

/** What was on its way is not posted any more, and its log is gone with it. */
export const deleteEndpoint = operation({
  name: "deleteEndpoint",
  summary: "Have nothing posted to an address any more.",
  permission: "webhooks:manage",
  input: z.strictObject({ id: endpointId, expectedVersion: z.int().optional() }),
  output: z.object({}),
  problems: ["webhooks.no-such-endpoint", "request.stale"],
  example: { input: { id: exampleEndpoint.id }, output: {} },
  run:
    ({ endpoints, commit }: Deps) =>
    async (actor, { id, expectedVersion }) => {
      const endpoint = await findEndpoint(endpoints, actor.tenantId, id);
      demandVersion(endpoint, expectedVersion);
      const sequence = endpoint.version + 1;
      return commit(actor, {
        changes: endpoints.remove(endpoint),
        events: [fact(endpointDeletedV1, { sequence, data: { endpointId: id } })],
        answer: {},
      });
    },
});
