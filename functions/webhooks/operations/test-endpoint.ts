import * as z from "zod";
import { fact } from "#events/envelope.ts";
import { testV1 } from "#events/webhooks/test.v1.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import type { NewId } from "#functions/kernel/ids.ts";
import { operation } from "#functions/kernel/operation.ts";
import { endpointId, exampleEndpoint } from "#functions/webhooks/operations/endpoint-view.ts";
import { findEndpoint } from "#functions/webhooks/operations/find-endpoint.ts";
import type { Endpoints } from "#functions/webhooks/ports.ts";

interface Deps {
  readonly endpoints: Endpoints;
  readonly commit: CommitWrites;
  readonly newId: NewId;
}

/** Takes the way of every event, so that it tries all of it. */
export const testEndpoint = operation({
  name: "testEndpoint",
  summary:
    "Have a test event (`webhooks.test.v1`, with the answer's `testId` in its data) posted to an endpoint.",
  permission: "webhooks:manage",
  input: z.strictObject({ id: endpointId }),
  output: z.object({ testId: z.string() }),
  problems: ["webhooks.no-such-endpoint", "webhooks.endpoint-disabled"],
  example: { input: { id: exampleEndpoint.id }, output: { testId: "wht_01kaf5w3q2e8s9c4v7b6n5m1x4" } },
  run:
    ({ endpoints, commit, newId }: Deps) =>
    async (actor, { id }) => {
      const { enabled } = await findEndpoint(endpoints, actor.tenantId, id);
      if (!enabled)
        refuse("conflict", "webhooks.endpoint-disabled", "Nothing is posted to it until it is enabled");
      const testId = newId("wht");
      return commit(actor, {
        changes: [],
        events: [fact(testV1, { sequence: 1, data: { endpointId: id, testId } })],
        answer: { testId },
      });
    },
});
