import {
  type Failures,
  noFailures,
  throttles as policies,
  remembered,
  strike,
  type ThrottleKind,
  waitSeconds,
} from "#functions/identity/domain/throttle.ts";
import type { Throttles } from "#functions/identity/ports.ts";
import { AppError, refuse } from "#functions/kernel/errors/app-error.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

export interface GuardDeps {
  readonly throttles: Pick<Throttles, "read" | "write">;
  readonly clock: Clock;
}

const rivals = 10;

const tooSoon = (retryAfterSeconds: number): never =>
  refuse("too-many", "identity.slow-down", "Too many tries; wait a little", { retryAfterSeconds });

/** What is remembered against somebody now. Refuses with `identity.slow-down` while they must wait. */
export async function demandPatience(
  { throttles, clock }: GuardDeps,
  kind: ThrottleKind,
  digest: string,
): Promise<Failures> {
  const failures = remembered(await throttles.read(kind, digest), clock());
  const wait = waitSeconds(failures, clock());
  return wait > 0 ? tooSoon(wait) : failures;
}

/**
 * Counts a try as failed before it is made; `forgive` takes it back. However many come at the same time, each is counted
 * by itself, so none gets in beside the limit. Refuses with `identity.slow-down`.
 */
export async function countTry(deps: GuardDeps, kind: ThrottleKind, digest: string): Promise<Failures> {
  for (let rival = 0; rival < rivals; rival++) {
    const before = await deps.throttles.read(kind, digest);
    const current = remembered(before, deps.clock());
    const wait = waitSeconds(current, deps.clock());
    if (wait > 0) tooSoon(wait);
    const after = strike(current, policies[kind], deps.clock());
    if (await deps.throttles.write(kind, digest, before, after)) return after;
  }
  return tooSoon(1);
}

/** The same where nobody is to be told: `undefined` when the try must not be made. */
export const countQuietly = (
  deps: GuardDeps,
  kind: ThrottleKind,
  digest: string,
): Promise<Failures | undefined> => countTry(deps, kind, digest).catch(undefinedIfRefused);

function undefinedIfRefused(error: unknown): undefined {
  if (!(error instanceof AppError)) throw error;
}

/** The person is who they say: nothing is held against them any more. `counted` is what was last known of it. */
export async function forgive(
  { throttles }: GuardDeps,
  kind: ThrottleKind,
  digest: string,
  counted: Failures,
): Promise<void> {
  let known = counted;
  for (let rival = 0; rival < rivals; rival++) {
    if (await throttles.write(kind, digest, known, noFailures)) return;
    known = await throttles.read(kind, digest);
  }
}
