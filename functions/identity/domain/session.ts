import { refuse } from "#functions/kernel/errors/app-error.ts";
import type { Id } from "#functions/kernel/ids.ts";

/** One sign-in, kept alive by a chain of refresh tokens of which only the newest counts. Secrets stand here as hashes. */
export interface Session {
  readonly sessionId: Id<"ses">;
  readonly userId: Id<"usr">;
  readonly tenantId: Id<"tnt">;
  /** Of the part that all tokens of the chain share: who shows it has once held a token of this session. */
  readonly familyHash: string;
  readonly currentHash: string;
  readonly previousHash?: string | undefined;
  /** With this and the previous secret, the current secret can be made again. */
  readonly nonce?: string | undefined;
  readonly rotatedAt: string;
  readonly createdAt: string;
  /** Unused for so long, or this old, it is over (epoch seconds). */
  readonly expiresAt: number;
}

const day = 24 * 3600;
const idleSeconds = 14 * day;
const longestSeconds = 90 * day;

/** For so long after a rotation the token before still gives the one after: its answer may have been lost. */
const graceSeconds = 10;

/** A person keeps no more sessions than this; the oldest makes room. */
export const mostSessions = 40;

export const openSession = (
  opened: Pick<Session, "sessionId" | "userId" | "tenantId" | "familyHash" | "currentHash">,
  now: Date,
): Session => {
  const at = now.toISOString();
  return { ...opened, rotatedAt: at, createdAt: at, expiresAt: seconds(now) + idleSeconds };
};

/** The session with its next secret. */
export const rotate = (
  session: Session,
  next: { readonly hash: string; readonly nonce: string },
  now: Date,
): Session => ({
  ...session,
  previousHash: session.currentHash,
  currentHash: next.hash,
  nonce: next.nonce,
  rotatedAt: now.toISOString(),
  expiresAt: Math.min(seconds(now) + idleSeconds, seconds(new Date(session.createdAt)) + longestSeconds),
});

export const isOver = ({ expiresAt }: Session, now: Date): boolean => expiresAt <= seconds(now);

/**
 * What a shown secret is to its session: the newest (`current`), the one before within the grace (`repeated`), or an
 * older one (`reused`): then two hold the chain, one of them a thief (RFC 9700 §4.14.2).
 */
export function judge(session: Session, shownHash: string, now: Date): "current" | "repeated" | "reused" {
  if (shownHash === session.currentHash) return "current";
  const age = now.getTime() - Date.parse(session.rotatedAt);
  return shownHash === session.previousHash && age <= graceSeconds * 1000 ? "repeated" : "reused";
}

/** What a refresh token says. */
export interface RefreshToken {
  readonly userId: Id<"usr">;
  readonly sessionId: Id<"ses">;
  readonly family: string;
  readonly secret: string;
}

export const writeToken = ({ userId, sessionId, family, secret }: RefreshToken): string =>
  [userId, sessionId, family, secret].join(".");

export function readToken(text: string): RefreshToken | undefined {
  const [, user, session, family, secret] =
    /^usr_([0-9a-z]{26})\.ses_([0-9a-z]{26})\.([\w-]{43})\.([\w-]{43})$/.exec(text) ?? [];
  if (!user || !session || !family || !secret) return undefined;
  return { userId: `usr_${user}`, sessionId: `ses_${session}`, family, secret };
}

export const sessionOver = (): never =>
  refuse("unauthenticated", "identity.session-over", "This session is over; sign in again");

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);
