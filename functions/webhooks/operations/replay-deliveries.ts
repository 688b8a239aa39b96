import * as z from "zod";
import { fact } from "#events/envelope.ts";
import { replayRequestedV1 } from "#events/webhooks/replay-requested.v1.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { operation } from "#functions/kernel/operation.ts";
import { instant } from "#functions/kernel/time/instant.ts";
import { endpointId, exampleEndpoint } from "#functions/webhooks/operations/endpoint-view.ts";
import { findEndpoint } from "#functions/webhooks/operations/find-endpoint.ts";
import type { Deliveries, Endpoints } from "#functions/webhooks/ports.ts";

interface Deps {
  readonly endpoints: Endpoints;
  readonly deliveries: Deliveries;
  readonly commit: CommitWrites;
}

export const replayDeliveries = operation({
  name: "replayDeliveries",
  summary:
    "Have deliveries made again: one, or those of a span of time, oldest first and at most 10,000 at once.",
  permission: "webhooks:manage",
  input: z
    .strictObject({
      id: endpointId,
      deliveryId: z.string().max(40).optional(),
      since: instant.optional(),
      until: instant.optional(),
      status: z.enum(["failed", "all"]).default("failed").meta({
        description: "`failed` leaves alone what was delivered; a single delivery is made again anyway",
      }),
    })
    .refine(({ deliveryId, since }) => (deliveryId === undefined) !== (since === undefined), {
      message: "Give either `deliveryId` or `since`",
    })
    .refine(
      ({ since, until }) =>
        until === undefined || (since !== undefined && Date.parse(since) <= Date.parse(until)),
      {
        message: "`until` goes with a `since` before it",
        path: ["until"],
      },
    ),
  output: z.object({ status: z.literal("accepted") }),
  problems: ["webhooks.no-such-endpoint", "webhooks.no-such-delivery", "webhooks.endpoint-disabled"],
  example: {
    input: { id: exampleEndpoint.id, since: "2026-11-19T00:00:00Z" },
    output: { status: "accepted" as const },
  },
  run:
    ({ endpoints, deliveries, commit }: Deps) =>
    async (actor, { id, since, until, ...rest }) => {
      const { enabled } = await findEndpoint(endpoints, actor.tenantId, id);
      if (!enabled)
        refuse("conflict", "webhooks.endpoint-disabled", "Nothing is posted to it until it is enabled");
      if (rest.deliveryId && !(await deliveries.find(actor.tenantId, id, rest.deliveryId)))
        refuse("not-found", "webhooks.no-such-delivery", "There is no such delivery");
      const data = { endpointId: id, since: utc(since), until: utc(until), ...rest };
      return commit(actor, {
        changes: [],
        events: [fact(replayRequestedV1, { sequence: 1, data })],
        answer: { status: "accepted" as const },
      });
    },
});

const utc = (text: string | undefined): string | undefined => text && new Date(text).toISOString();
