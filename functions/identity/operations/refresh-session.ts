import * as z from "zod";
import { demandAdmission } from "#functions/identity/domain/admission.ts";
import {
  isOver,
  judge,
  type RefreshToken,
  readToken,
  rotate,
  type Session,
  sessionOver,
  writeToken,
} from "#functions/identity/domain/session.ts";
import { type EndDeps, endSessions } from "#functions/identity/operations/end-sessions.ts";
import { signedIn, signedInExample } from "#functions/identity/operations/signed-in.ts";
import { ownCommand, tenantActor, user } from "#functions/identity/operations/tenant-actor.ts";
import type {
  AccessTokens,
  AsTenant,
  Cookies,
  Members,
  Secrets,
  Sessions,
} from "#functions/identity/ports.ts";
import type { Caller } from "#functions/kernel/actor.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { AppError } from "#functions/kernel/errors/app-error.ts";
import { publicOperation } from "#functions/kernel/operation.ts";

interface Deps extends EndDeps {
  readonly sessions: Pick<Sessions, "find" | "save" | "remove">;
  readonly members: Pick<Members, "find" | "tenantStatus" | "endSessions">;
  readonly secrets: Secrets;
  readonly accessTokens: AccessTokens;
  readonly cookies: Pick<Cookies, "set">;
  readonly asTenant: AsTenant;
  /** Commits to the identity table. */
  readonly commitIdentity: CommitWrites;
}

/**
 * Gives a new access token for the cookie's refresh token, and the next refresh token. One that was used before ends the
 * session, for two must hold it; only within the grace it gives the same successor again, for its answer may have been lost.
 */
export const refreshSession = publicOperation({
  name: "refreshSession",
  summary: "Get a new access token with the refresh cookie, which is replaced.",
  input: z.strictObject({ refreshToken: z.string().max(300).optional() }),
  output: signedIn,
  problems: ["identity.session-over", "identity.no-tenant", "tenants.suspended", "tenants.closed"],
  example: { input: {}, output: signedInExample },
  run:
    (deps: Deps) =>
    async (caller, { refreshToken }) => {
      const shown = readToken(refreshToken ?? "") ?? sessionOver();
      const session = await sessionOf(deps, shown);
      return deps.asTenant(session.tenantId, async () => {
        const [status, found] = await Promise.all([
          deps.members.tenantStatus(session.tenantId),
          deps.members.find(session.tenantId, session.userId),
        ]);
        const member = demandAdmission(status, found);
        if (member.endedSessions.includes(session.sessionId)) sessionOver();
        const { session: kept, secret } = await succeed(deps, caller, shown, session);
        return {
          ...(await deps.accessTokens.issue({ session: kept, member })),
          tokenType: "Bearer" as const,
          tenantId: kept.tenantId,
          cookie: deps.cookies.set(writeToken({ ...shown, secret }), kept.expiresAt),
        };
      });
    },
});

/** The session that a token is of. Who does not know the family's secret never held one of its tokens, and changes nothing. */
async function sessionOf({ sessions, secrets, clock }: Deps, shown: RefreshToken): Promise<Session> {
  const session = await sessions.find(shown.userId, shown.sessionId);
  if (!session || isOver(session, clock())) return sessionOver();
  return secrets.digest(shown.family) === session.familyHash ? session : sessionOver();
}

async function succeed(deps: Deps, caller: Caller, shown: RefreshToken, session: Session) {
  const verdict = judge(session, deps.secrets.digest(shown.secret), deps.clock());
  if (verdict === "current") return rotated(deps, caller, shown, session);
  if (verdict === "repeated" && session.nonce !== undefined)
    return { session, secret: deps.secrets.following(shown.secret, session.nonce) };
  const actor = tenantActor(
    caller,
    session.tenantId,
    user(session.userId),
    ownCommand("refreshSession", `reuse.${session.sessionId}`),
  );
  await endSessions(deps, actor, session.userId, [session], "token-reused");
  return sessionOver();
}

async function rotated(
  deps: Deps,
  caller: Caller,
  shown: RefreshToken,
  session: Session,
): Promise<{ readonly session: Session; readonly secret: string }> {
  const nonce = deps.secrets.fresh();
  const secret = deps.secrets.following(shown.secret, nonce);
  const next = rotate(session, { hash: deps.secrets.digest(secret), nonce }, deps.clock());
  const command = ownCommand("refreshSession", next.currentHash);
  try {
    await deps.commitIdentity(tenantActor(caller, session.tenantId, user(session.userId), command), {
      changes: [deps.sessions.save(next)],
      events: [],
      answer: undefined,
    });
    return { session: next, secret };
  } catch (error) {
    if (!(error instanceof AppError && error.code === "identity.rotated-meanwhile")) throw error;
    return succeed(deps, caller, shown, await sessionOf(deps, shown));
  }
}
