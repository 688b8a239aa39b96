import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { SignJWT } from "jose";
import {
  type AccessTokenClaims,
  accessTokenAudience,
  accessTokenSeconds,
  type KeySet,
} from "#functions/kernel/auth/access-token.ts";
import { idOf } from "#tests/support/actors.ts";

/** A pair of keys that signs access tokens. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: KeySet["jwks"]["keys"][number];
}

export function signingKey(kid: string): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  return { kid, privateKey, jwk: { kid, kty: "EC", crv: "P-256", alg: "ES256", use: "sig", x, y } };
}

export const keySetOf = (keys: readonly SigningKey[], version = 1): KeySet => ({
  jwks: { keys: keys.map(({ jwk }) => jwk) },
  version,
});

// The library that verifies asks the machine's clock, so tokens are issued by it too.
export const nowSeconds = (): number => Math.floor(Date.now() / 1000);

export const claimsFor = (more: Partial<AccessTokenClaims> = {}): AccessTokenClaims => ({
  sub: idOf("usr", 1),
  tenant: idOf("tnt", 1),
  sid: idOf("ses", 1),
  role: "employee",
  iat: nowSeconds(),
  exp: nowSeconds() + accessTokenSeconds,
  ...more,
});

export interface TokenOptions {
  readonly issuer: string;
  readonly audience?: string;
  readonly type?: string;
}

/** An access token as the stamp issues it, or, by the options, one that it does not. */
export const tokenOf = (key: SigningKey, claims: object, options: TokenOptions): Promise<string> =>
  new SignJWT({ ...claims })
    .setProtectedHeader({ alg: "ES256", kid: key.kid, typ: options.type ?? "at+jwt" })
    .setIssuer(options.issuer)
    .setAudience(options.audience ?? accessTokenAudience)
    .sign(key.privateKey);
