import * as z from "zod";
import { fact } from "#events/envelope.ts";
import { secretRotatedV1 } from "#events/webhooks/secret-rotated.v1.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { operation } from "#functions/kernel/operation.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";
import { rotate } from "#functions/webhooks/domain/endpoint.ts";
import { secretBytes, secretOf } from "#functions/webhooks/domain/signature.ts";
import { endpointId, exampleEndpoint, exampleSecret } from "#functions/webhooks/operations/endpoint-view.ts";
import { findEndpoint } from "#functions/webhooks/operations/find-endpoint.ts";
import type { Endpoints, Safe } from "#functions/webhooks/ports.ts";

interface Deps {
  readonly endpoints: Endpoints;
  readonly safe: Safe;
  readonly randomBytes: (bytes: number) => Buffer;
  readonly commit: CommitWrites;
  readonly clock: Clock;
}

export const rotateEndpointSecret = operation({
  name: "rotateEndpointSecret",
  summary: "Get a new signing secret; the one before goes on signing beside it for 24 hours.",
  permission: "webhooks:manage",
  sensitive: true,
  input: z.strictObject({ id: endpointId }),
  output: z.object({ secret: z.string(), overlapUntil: z.string() }),
  problems: ["webhooks.no-such-endpoint", "webhooks.too-many-secrets", "request.stale"],
  example: {
    input: { id: exampleEndpoint.id },
    output: { secret: exampleSecret, overlapUntil: "2026-11-21T09:00:00.000Z" },
  },
  run:
    ({ endpoints, safe, randomBytes, commit, clock }: Deps) =>
    async (actor, { id }) => {
      const endpoint = await findEndpoint(endpoints, actor.tenantId, id);
      const secret = secretOf(randomBytes(secretBytes));
      const next =
        rotate(endpoint, await safe.seal(endpoint, secret), clock()) ??
        refuse(
          "conflict",
          "webhooks.too-many-secrets",
          "Five secrets sign already; wait until one has expired",
        );
      const overlapUntil = next.secrets[1]?.until ?? next.updatedAt;
      const { version: sequence } = next;
      return commit(actor, {
        changes: [endpoints.replace(next)],
        events: [fact(secretRotatedV1, { sequence, data: { endpointId: id, overlapUntil } })],
        answer: { secret, overlapUntil },
        personalAnswer: true,
      });
    },
});
