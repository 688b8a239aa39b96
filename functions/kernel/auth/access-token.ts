import * as z from "zod";
import type { BuiltInRole } from "#functions/kernel/actor.ts";
import { type Id, idPattern } from "#functions/kernel/ids.ts";

/** `typ` of an access token's header (RFC 9068 §2.1): no other token of ours passes for one. */
export const accessTokenType = "at+jwt";

/** `aud` of an access token. Its `iss` is the stamp's PUBLIC_URL, as it is written. */
export const accessTokenAudience = "tenure";

/** For so long a token is good, in seconds. */
export const accessTokenSeconds = 600;

/** What signs access tokens: ECDSA over P-256 with SHA-256 (RFC 7518 §3.4). */
export const accessTokenAlgorithm = "ES256";

export const builtInRoles = [
  "owner",
  "admin",
  "manager",
  "employee",
] as const satisfies readonly BuiltInRole[];

const id = <Prefix extends string>(prefix: Prefix) =>
  z.custom<Id<Prefix>>((value) => typeof value === "string" && idPattern(prefix).test(value));

/** What an access token says beside `iss` and `aud`. Issuer and verifier both go by it. */
export const accessTokenClaims = z.object({
  /** The user. */
  sub: id("usr"),
  tenant: id("tnt"),
  /** The session that it was issued in. */
  sid: id("ses"),
  role: z.enum(builtInRoles),
  /** The employee that the user is in this tenant, where they are one. */
  emp: id("emp").optional(),
  /** Seconds since the epoch (RFC 7519 §4.1.6). */
  iat: z.int(),
  exp: z.int(),
});

export type AccessTokenClaims = z.infer<typeof accessTokenClaims>;

/** A public key as RFC 7517 has it. What else stands in the item, such as a private part by mistake, is left behind. */
const publicKey = z.object({
  kid: z.string().min(1),
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  alg: z.literal(accessTokenAlgorithm),
  use: z.literal("sig"),
  x: z.string().min(1),
  y: z.string().min(1),
});

/** Where the key set stands in the identity table. Functions that verify may read this one item there. */
export const keySetKey = { pk: "keyset", sk: "keyset" } as const;

/** The public keys that tokens may be signed with now, those coming and those lately retired included. Private keys stand elsewhere. */
export const keySetItem = z.object({
  jwks: z.object({ keys: z.array(publicKey).min(1) }),
  version: z.int().min(1),
});

export type KeySet = z.infer<typeof keySetItem>;
