import { fact } from "#events/envelope.ts";
import { endpointDisabledV1 } from "#events/webhooks/endpoint-disabled.v1.ts";
import type { Actor } from "#functions/kernel/actor.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { AppError } from "#functions/kernel/errors/app-error.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";
import { type Outcome, settle, succeeded } from "#functions/webhooks/domain/delivery.ts";
import {
  changed,
  type DisabledReason,
  type Endpoint,
  isHopeless,
} from "#functions/webhooks/domain/endpoint.ts";
import type {
  Deliveries,
  DeliveryMessage,
  Endpoints,
  EventDelivery,
  SendLater,
} from "#functions/webhooks/ports.ts";
import { type AttemptDeps, attempt } from "#functions/webhooks/subscribers/attempt.ts";

export interface DeliverDeps extends AttemptDeps {
  readonly endpoints: Endpoints;
  readonly deliveries: Deliveries;
  readonly later: SendLater;
  readonly commit: CommitWrites;
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Seconds after each failed attempt. */
  readonly schedule: readonly number[];
}

const gone = 410;

/**
 * Makes one attempt to post an event, keeps what came of it and sets the next attempt going. At least once: a repeat
 * bears the same `webhook-id`.
 * @param actorFor the platform at work in a tenant, under a command key of its own for the message.
 */
export const deliver =
  (deps: DeliverDeps, actorFor: (message: DeliveryMessage, event: EventDelivery["event"]) => Actor) =>
  async (message: DeliveryMessage): Promise<void> => {
    const { endpoints, deliveries } = deps;
    const { tenantId, endpointId, deliveryId, turn } = message;
    const [endpoint, delivery] = await Promise.all([
      endpoints.find(tenantId, endpointId),
      deliveries.find(tenantId, endpointId, deliveryId),
    ]);
    // Deleted or forgotten; over; or this turn was taken by a message that came twice.
    if (!endpoint || !delivery || delivery.status !== "pending" || delivery.turn > turn) return;
    if (delivery.turn < turn) throw new Error("The attempt before this one is not over yet");
    const outcome = await attempt(deps, endpoint, delivery);
    await keep(deps, message, { endpoint, delivery, ...outcome });
    if (!endpoint.enabled) return;
    const failing = await judge(deps, endpoint, outcome.outcome);
    if (failing) await disable(deps, actorFor(message, delivery.event), endpoint, failing);
  };

interface Kept {
  readonly endpoint: Endpoint;
  readonly delivery: EventDelivery;
  readonly outcome: Outcome;
  readonly response: string | undefined;
}

// The next message goes out first: a crash in between repeats this attempt and loses none.
async function keep(
  { deliveries, later, schedule, random }: DeliverDeps,
  message: DeliveryMessage,
  { delivery, outcome, response }: Kept,
): Promise<void> {
  const settled = settle(delivery, outcome, schedule, random());
  const next = { ...message, turn: settled.delivery.turn };
  if (settled.retryIn !== undefined) await later(next, settled.retryIn);
  await deliveries.settle({ ...settled.delivery, response }, delivery.turn);
}

/** Notes failures and their end; tells whether there is reason to stop posting to the endpoint. */
async function judge(
  { endpoints, clock }: DeliverDeps,
  endpoint: Endpoint,
  outcome: Outcome,
): Promise<DisabledReason | undefined> {
  if (outcome.statusCode === gone) return "gone";
  await endpoints.noteFailing(endpoint, succeeded(outcome) ? undefined : outcome.at);
  return !succeeded(outcome) && isHopeless(endpoint, clock()) ? "failing" : undefined;
}

async function disable(
  { endpoints, commit, clock }: DeliverDeps,
  actor: Actor,
  endpoint: Endpoint,
  disabledReason: DisabledReason,
): Promise<void> {
  const next = changed(endpoint, { enabled: false, disabledReason }, clock());
  const data = { endpointId: endpoint.id, reason: disabledReason };
  try {
    await commit(actor, {
      changes: [endpoints.replace(next)],
      events: [fact(endpointDisabledV1, { sequence: next.version, data })],
      answer: null,
    });
  } catch (error) {
    // Somebody changed it just now: the next failure will tell.
    if (!(error instanceof AppError && error.kind === "stale")) throw error;
  }
}
