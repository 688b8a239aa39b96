import { retryDelay } from "#functions/webhooks/domain/retry-schedule.ts";

export type DeliveryStatus = "pending" | "delivered" | "failed";

/** One try to post, and what came of it. */
export interface Attempt {
  readonly at: string;
  readonly durationMs: number;
  readonly statusCode?: number | undefined;
  /** Why there was no answer, or no attempt. */
  readonly error?: string | undefined;
}

/** One event on its way to one endpoint. There is never a second for the same two. */
export interface Delivery<Event = unknown> {
  readonly tenantId: string;
  readonly endpointId: string;
  /** The event's id under another prefix, so that deliveries sort by the event's age. */
  readonly id: string;
  readonly eventType: string;
  /** As published, personal fields encrypted. */
  readonly event: Event;
  readonly status: DeliveryStatus;
  /** Attempts ever made; a message in the queue names the one it is for. */
  readonly turn: number;
  /** The turn with which the present series of attempts began: 0, or where a replay found it. */
  readonly round: number;
  /** The latest, oldest first. */
  readonly attempts: readonly Attempt[];
  /** What the receiver answered to the latest failed attempt, encrypted. */
  readonly response?: string | undefined;
  readonly nextAttemptAt?: string | undefined;
  /** The replay that last set it going again. */
  readonly replay?: string | undefined;
  readonly createdAt: string;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

const keptDays = 30;
const attemptsKept = 20;

export const deliveryId = (eventId: string): string => `dlv_${eventId.slice(eventId.indexOf("_") + 1)}`;

export const newDelivery = <Event extends { readonly id: string; readonly type: string }>(
  tenantId: string,
  endpointId: string,
  event: Event,
  now: Date,
): Delivery<Event> => ({
  tenantId,
  endpointId,
  id: deliveryId(event.id),
  eventType: event.type,
  event,
  status: "pending",
  turn: 0,
  round: 0,
  attempts: [],
  createdAt: now.toISOString(),
  expiresAt: Math.floor(now.getTime() / 1000) + keptDays * 24 * 3600,
});

/** What came of an attempt. */
export interface Outcome extends Attempt {
  /** There is no point in trying again. */
  readonly final?: boolean | undefined;
  /** Seconds. */
  readonly retryAfter?: number | undefined;
}

export const succeeded = ({ statusCode = 0 }: Pick<Attempt, "statusCode">): boolean =>
  statusCode >= 200 && statusCode < 300;

/** The delivery after an attempt, and the seconds until the next one, if there is to be one. */
export function settle<Event>(
  delivery: Delivery<Event>,
  { final, retryAfter, ...attempt }: Outcome,
  schedule: readonly number[],
  random: number,
): { readonly delivery: Delivery<Event>; readonly retryIn: number | undefined } {
  const turn = delivery.turn + 1;
  const attempts = [...delivery.attempts, attempt].slice(-attemptsKept);
  const ended = { ...delivery, turn, attempts, response: undefined, nextAttemptAt: undefined };
  if (succeeded(attempt)) return { delivery: { ...ended, status: "delivered" }, retryIn: undefined };
  const retryIn = final ? undefined : retryDelay(schedule, turn - delivery.round, random, retryAfter);
  if (retryIn === undefined) return { delivery: { ...ended, status: "failed" }, retryIn };
  const done = Date.parse(attempt.at) + attempt.durationMs;
  const nextAttemptAt = new Date(done + retryIn * 1000).toISOString();
  return { delivery: { ...ended, status: "pending", nextAttemptAt }, retryIn };
}
