import * as z from "zod";
import { fact } from "#events/envelope.ts";
import { endpointCreatedV1 } from "#events/webhooks/endpoint-created.v1.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import type { NewId } from "#functions/kernel/ids.ts";
import { operation } from "#functions/kernel/operation.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";
import { secretBytes, secretOf } from "#functions/webhooks/domain/signature.ts";
import { demandKnownEvents } from "#functions/webhooks/operations/demand-known-events.ts";
import {
  endpointFields,
  endpointView,
  exampleEndpoint,
  exampleSecret,
} from "#functions/webhooks/operations/endpoint-view.ts";
import type { CheckUrl, Endpoints, Safe } from "#functions/webhooks/ports.ts";

interface Deps {
  readonly endpoints: Endpoints;
  readonly checkUrl: CheckUrl;
  readonly safe: Safe;
  readonly randomBytes: (bytes: number) => Buffer;
  readonly commit: CommitWrites;
  readonly newId: NewId;
  readonly clock: Clock;
}

export const createEndpoint = operation({
  name: "createEndpoint",
  summary: "Have events posted to an address of yours, signed by a secret that only you and we know.",
  permission: "webhooks:manage",
  // Whoever has just lost the right must not leave themselves a way to the tenant's data.
  sensitive: true,
  input: z.strictObject({
    url: endpointFields.url,
    events: endpointFields.events,
    description: endpointFields.description.optional(),
    enabled: endpointFields.enabled.default(true),
  }),
  output: endpointView.extend({ secret: z.string() }),
  problems: ["webhooks.unknown-event", "webhooks.url-refused", "webhooks.too-many-endpoints"],
  example: {
    input: { url: exampleEndpoint.url, events: exampleEndpoint.events },
    output: { ...exampleEndpoint, secret: exampleSecret },
  },
  run:
    ({ endpoints, checkUrl, safe, randomBytes, commit, newId, clock }: Deps) =>
    async (actor, input) => {
      demandKnownEvents(input.events);
      await checkUrl(input.url);
      const { tenantId } = actor;
      const id = newId("whe");
      const now = clock().toISOString();
      const secret = secretOf(randomBytes(secretBytes));
      const secrets = [{ sealed: await safe.seal({ tenantId, id }, secret) }];
      const endpoint = { ...input, tenantId, id, secrets, version: 1, createdAt: now, updatedAt: now };
      const { events, enabled } = endpoint;
      return commit(actor, {
        changes: endpoints.add(endpoint),
        events: [fact(endpointCreatedV1, { sequence: 1, data: { endpointId: id, events, enabled } })],
        answer: { ...z.parse(endpointView, endpoint), secret },
        personalAnswer: true,
      });
    },
});
