import * as z from "zod";
import { fact } from "#events/envelope.ts";
import { endpointUpdatedV1 } from "#events/webhooks/endpoint-updated.v1.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { operation } from "#functions/kernel/operation.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";
import { changed } from "#functions/webhooks/domain/endpoint.ts";
import { demandKnownEvents } from "#functions/webhooks/operations/demand-known-events.ts";
import {
  endpointFields,
  endpointId,
  endpointView,
  exampleEndpoint,
} from "#functions/webhooks/operations/endpoint-view.ts";
import { demandVersion, findEndpoint } from "#functions/webhooks/operations/find-endpoint.ts";
import type { CheckUrl, Endpoints } from "#functions/webhooks/ports.ts";

interface Deps {
  readonly endpoints: Endpoints;
  readonly checkUrl: CheckUrl;
  readonly commit: CommitWrites;
  readonly clock: Clock;
}

const changeable = ["url", "events", "description", "enabled"] as const;

export const updateEndpoint = operation({
  name: "updateEndpoint",
  summary: "Change where events are posted to, which ones, or whether at all.",
  permission: "webhooks:manage",
  sensitive: true,
  input: z.strictObject({
    id: endpointId,
    url: endpointFields.url.optional(),
    events: endpointFields.events.optional(),
    description: endpointFields.description.optional(),
    enabled: endpointFields.enabled.optional(),
    expectedVersion: z.int().optional(),
  }),
  output: endpointView,
  problems: ["webhooks.no-such-endpoint", "webhooks.unknown-event", "webhooks.url-refused", "request.stale"],
  example: {
    input: { id: exampleEndpoint.id, events: ["time.*", "people.employee-created.v1"] },
    output: { ...exampleEndpoint, events: ["time.*", "people.employee-created.v1"], version: 2 },
  },
  run:
    ({ endpoints, checkUrl, commit, clock }: Deps) =>
    async (actor, { id, expectedVersion, ...changes }) => {
      const endpoint = await findEndpoint(endpoints, actor.tenantId, id);
      demandVersion(endpoint, expectedVersion);
      if (changes.events !== undefined) demandKnownEvents(changes.events);
      if (changes.url !== undefined) await checkUrl(changes.url);
      const next = changed(endpoint, changes, clock());
      const named = changeable.filter((field) => changes[field] !== undefined);
      const { version: sequence } = next;
      return commit(actor, {
        changes: [endpoints.replace(next)],
        events: [fact(endpointUpdatedV1, { sequence, data: { endpointId: id, changed: named } })],
        answer: z.parse(endpointView, next),
      });
    },
});
