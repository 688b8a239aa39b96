import { fact } from "#events/envelope.ts";
import { sessionEndedV1 } from "#events/identity/session-ended.v1.ts";
import type { Session } from "#functions/identity/domain/session.ts";
import type { ApplyChanges, Members, Sessions } from "#functions/identity/ports.ts";
import type { Actor } from "#functions/kernel/actor.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

export interface EndDeps {
  readonly members: Pick<Members, "endSessions">;
  readonly sessions: Pick<Sessions, "remove">;
  /** Commits to the tenant table, as the tenant being served. */
  readonly commit: CommitWrites;
  readonly apply: ApplyChanges;
  readonly clock: Clock;
}

type Ended = Pick<Session, "sessionId" | "userId">;

/**
 * Ends sessions of one user in the actor's tenant. The tenant is told first: from then on no token of theirs is good.
 * Their items go after that; if a crash comes between, the event has them removed.
 */
export async function endSessions(
  deps: EndDeps,
  actor: Actor,
  userId: Session["userId"],
  ended: readonly Ended[],
  reason: "signed-out" | "signed-out-everywhere" | "token-reused",
): Promise<void> {
  const ids = ended.map(({ sessionId }) => sessionId);
  await deps.commit(actor, {
    changes: deps.members.endSessions(actor.tenantId, userId, ids, deps.clock()),
    events: ids.map((sessionId) =>
      fact(sessionEndedV1, { sequence: 2, data: { userId, sessionId, reason } }),
    ),
    answer: undefined,
  });
  if (ended.length > 0) await deps.apply(ended.map(deps.sessions.remove));
}
