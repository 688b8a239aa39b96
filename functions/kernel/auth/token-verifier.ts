import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { JwtVerifier } from "aws-jwt-verify";
import { JwksNotAvailableInCacheError, KidNotFoundInJwksError } from "aws-jwt-verify/error";
import type { JwtHeader } from "aws-jwt-verify/jwt-model";
import {
  type AccessTokenClaims,
  accessTokenAlgorithm,
  accessTokenAudience,
  accessTokenClaims,
  accessTokenType,
  type KeySet,
  keySetItem,
  keySetKey,
} from "#functions/kernel/auth/access-token.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

export type ReadKeySet = () => Promise<KeySet | undefined>;

/** Reads the stamp's key set; `undefined` until the first key has been made. */
export const readKeySet =
  (ownDocuments: DynamoDBDocumentClient, identityTable: string): ReadKeySet =>
  async () => {
    const { Item } = await ownDocuments.send(new GetCommand({ TableName: identityTable, Key: keySetKey }));
    return Item && keySetItem.parse(Item);
  };

/** Tells nothing of what is wrong with a token. */
export const refuseToken = (cause?: unknown): never =>
  refuse("unauthenticated", "auth.invalid-token", "A valid access token is needed", { cause });

// A token with an unknown key may be newer than our set; forged ones must not make us read on and on.
const rereadAfterMs = 10_000;
// So long a key that was withdrawn may still be believed.
const keptMs = 300_000;

export type VerifyToken = (token: string) => Promise<AccessTokenClaims>;

/**
 * Verifies access tokens against the stamp's key set: signature, algorithm, type, issuer, audience, times and claims.
 * Begins to read the set at once, so that the first request need not wait for it.
 * @throws AppError `auth.invalid-token`, from the function it gives.
 */
export function tokenVerifier(issuer: string, read: ReadKeySet, clock: Clock): VerifyToken {
  const verifier = JwtVerifier.create({ issuer, audience: accessTokenAudience, customJwtCheck: checkType });
  let readAt = Number.NEGATIVE_INFINITY;
  const load = async () => {
    const startedAt = clock().getTime();
    const keySet = await read();
    if (!keySet) return;
    verifier.cacheJwks(keySet.jwks);
    readAt = startedAt;
  };
  const isOlderThan = (ms: number) => clock().getTime() - readAt >= ms;
  // Should it fail, the first token makes us try again.
  const begun = load().catch(() => undefined);
  return async (token) => {
    await begun;
    if (isOlderThan(keptMs)) await load();
    try {
      return claimsOf(verifier.verifySync(token));
    } catch (error) {
      if (!keyIsUnknown(error) || !isOlderThan(rereadAfterMs)) return refuseToken(error);
    }
    await load();
    try {
      return claimsOf(verifier.verifySync(token));
    } catch (error) {
      return refuseToken(error);
    }
  };
}

// The library takes what algorithm the key names; our keys name one, and no other kind of token may pass for this one.
function checkType({ header }: { readonly header: JwtHeader }): void {
  if (header.alg !== accessTokenAlgorithm || header["typ"] !== accessTokenType)
    throw new Error("Not an access token");
}

const claimsOf = (payload: unknown): AccessTokenClaims => accessTokenClaims.parse(payload);

const keyIsUnknown = (error: unknown): boolean =>
  error instanceof KidNotFoundInJwksError || error instanceof JwksNotAvailableInCacheError;
