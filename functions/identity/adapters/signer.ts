import type { KeyObject } from "node:crypto";
import { SignJWT } from "jose";
import type { KeyRing, PublicKey } from "#functions/identity/domain/key-ring.ts";
import type { AccessTokens, KeyVault } from "#functions/identity/ports.ts";
import {
  accessTokenAlgorithm,
  accessTokenAudience,
  accessTokenSeconds,
  accessTokenType,
} from "#functions/kernel/auth/access-token.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

/** For so long an environment signs with the key it knows; much shorter than a retired key stays public. */
const knownForMs = 5 * 60_000;

interface Deps {
  readonly tendKeys: (now: Date) => Promise<KeyRing>;
  readonly keyVault: Pick<KeyVault<KeyObject>, "open">;
  readonly issuer: string;
  readonly clock: Clock;
}

interface Known {
  readonly ring: KeyRing;
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly until: number;
}

/** Signs access tokens with the ring's current key, which is made when the stamp signs its first token. */
export function signer({ tendKeys, keyVault, issuer, clock }: Deps) {
  let known: Promise<Known> | undefined;

  async function load(): Promise<Known> {
    const ring = await tendKeys(clock());
    const current = ring.keys.find(({ state }) => state === "current");
    if (!current) throw new Error("The ring has no current key");
    const privateKey = await keyVault.open(current);
    return { ring, kid: current.publicKey.kid, privateKey, until: clock().getTime() + knownForMs };
  }

  async function current(): Promise<Known> {
    const kept = await known?.catch(() => undefined);
    if (kept && kept.until > clock().getTime()) return kept;
    known = load();
    return known;
  }

  const issue: AccessTokens["issue"] = async ({ session, member }) => {
    const { kid, privateKey } = await current();
    const iat = Math.floor(clock().getTime() / 1000);
    const claims = {
      tenant: session.tenantId,
      sid: session.sessionId,
      role: member.role,
      ...(member.employeeId && { emp: member.employeeId }),
    };
    const accessToken = await new SignJWT(claims)
      .setProtectedHeader({ alg: accessTokenAlgorithm, typ: accessTokenType, kid })
      .setIssuer(issuer)
      .setAudience(accessTokenAudience)
      .setSubject(session.userId)
      .setIssuedAt(iat)
      .setExpirationTime(iat + accessTokenSeconds)
      .sign(privateKey);
    return { accessToken, expiresIn: accessTokenSeconds };
  };

  return {
    accessTokens: { issue },
    keySet: {
      publicKeys: async (): Promise<readonly PublicKey[]> =>
        (await current()).ring.keys.map(({ publicKey }) => publicKey),
    },
  };
}
