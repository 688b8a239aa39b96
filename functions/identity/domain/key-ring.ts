/** A public key in RFC 7517's form. */
export interface PublicKey {
  readonly kid: string;
  readonly kty: "EC";
  readonly crv: "P-256";
  readonly alg: "ES256";
  readonly use: "sig";
  readonly x: string;
  readonly y: string;
}

/** A signing key whose private part only the stamp's KMS key opens. */
export interface SigningKey {
  readonly publicKey: PublicKey;
  readonly sealed: string;
}

export interface RingKey extends SigningKey {
  readonly state: "next" | "current" | "retired";
  /** When it came to this state. */
  readonly since: string;
}

/** The keys that tokens are, will be and lately were signed with. One is `next`, one `current`. */
export interface KeyRing {
  readonly version: number;
  readonly keys: readonly RingKey[];
}

const hour = 3_600_000;
const currentFor = 30 * 24 * hour;
/** Longer than a token lives and than an environment keeps on signing with the key it knows. */
const retiredFor = 2 * hour;

const age = ({ since }: RingKey, now: Date): number => now.getTime() - Date.parse(since);
const isGone = (key: RingKey, now: Date): boolean => key.state === "retired" && age(key, now) > retiredFor;

/** How many new keys a ring wants: 2 to begin with, 1 when it is time to rotate, else 0. */
export function keysWanted(ring: KeyRing | undefined, now: Date): 0 | 1 | 2 {
  if (!ring) return 2;
  const current = ring.keys.find(({ state }) => state === "current");
  return current && age(current, now) < currentFor ? 0 : 1;
}

/**
 * The ring as it should be now. A key is public for a whole term before it signs, so that nobody meets a token whose key
 * they could not know; it stays public until the last token it signed has expired.
 */
export function tended(ring: KeyRing | undefined, made: readonly SigningKey[], now: Date): KeyRing {
  const since = now.toISOString();
  if (!ring)
    return {
      version: 1,
      keys: made.map((key, at) => ({ ...key, state: at === 0 ? "current" : "next", since })),
    };
  const kept = ring.keys.filter((key) => !isGone(key, now));
  const [fresh] = made;
  return {
    version: ring.version + 1,
    keys: fresh ? [...kept.map((key) => promoted(key, since)), { ...fresh, state: "next", since }] : kept,
  };
}

const following = { next: "current", current: "retired", retired: "retired" } as const;

const promoted = (key: RingKey, since: string): RingKey =>
  key.state === "retired" ? key : { ...key, state: following[key.state], since };

/** Whether tending would change anything. */
export const needsTending = (ring: KeyRing | undefined, now: Date): boolean =>
  keysWanted(ring, now) > 0 || (ring?.keys ?? []).some((key) => isGone(key, now));
