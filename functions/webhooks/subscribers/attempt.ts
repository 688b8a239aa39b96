import type { Clock } from "#functions/kernel/time/clock.ts";
import { type Outcome, succeeded } from "#functions/webhooks/domain/delivery.ts";
import { type Endpoint, liveSecrets } from "#functions/webhooks/domain/endpoint.ts";
import { retryAfterSeconds } from "#functions/webhooks/domain/retry-schedule.ts";
import { signedHeaders } from "#functions/webhooks/domain/signature.ts";
import type { EventDelivery, OpenPersonal, Post, PostResult, Safe } from "#functions/webhooks/ports.ts";

export interface AttemptDeps {
  readonly post: Post;
  readonly safe: Safe;
  readonly openPersonal: OpenPersonal;
  readonly clock: Clock;
}

const gone = 410;

export interface Attempted {
  readonly outcome: Outcome;
  /** What a receiver answered that did not take the event, encrypted. */
  readonly response: string | undefined;
}

/** Posts an event once, signed by every secret that is live. */
export async function attempt(
  deps: AttemptDeps,
  endpoint: Endpoint,
  { event }: EventDelivery,
): Promise<Attempted> {
  const { post, safe, clock } = deps;
  const at = clock();
  if (!endpoint.enabled) {
    const outcome = { at: at.toISOString(), durationMs: 0, error: "webhooks.endpoint-disabled", final: true };
    return { outcome, response: undefined };
  }
  const body = await bodyOf(deps, event);
  const secrets = await Promise.all(
    liveSecrets(endpoint, at).map(({ sealed }) => safe.open(endpoint, sealed)),
  );
  const headers = {
    "content-type": "application/json",
    "user-agent": "Tenure-Webhooks/1.0",
    ...signedHeaders(secrets, { id: event.id, at, body }),
  };
  const started = clock();
  const result = await post(endpoint.url, headers, body);
  const ended = clock();
  const outcome = outcomeOf(result, started, ended);
  const keep = !succeeded(outcome) && result.body;
  return { outcome, response: keep ? await safe.seal(endpoint, keep) : undefined };
}

function outcomeOf({ statusCode, error, retryAfter }: PostResult, started: Date, ended: Date): Outcome {
  return {
    at: started.toISOString(),
    durationMs: ended.getTime() - started.getTime(),
    ...(statusCode !== undefined && { statusCode }),
    ...(error !== undefined && { error }),
    ...(statusCode === gone && { final: true }),
    retryAfter: retryAfterSeconds(retryAfter, ended),
  };
}

// Personal fields are opened for the tenant's own endpoint; those of an erased person are simply not there.
async function bodyOf({ openPersonal }: AttemptDeps, event: EventDelivery["event"]): Promise<string> {
  const { id, type, time: timestamp, tenantId, data } = event;
  const personal = await openPersonal(event);
  return JSON.stringify({ id, type, timestamp, tenantId, data, personal });
}
