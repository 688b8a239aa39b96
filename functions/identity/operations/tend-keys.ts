import { type KeyRing, keysWanted, needsTending, tended } from "#functions/identity/domain/key-ring.ts";
import type { KeyRings, KeyVault } from "#functions/identity/ports.ts";

interface Deps {
  readonly keyRings: KeyRings;
  readonly keyVault: Pick<KeyVault<unknown>, "make">;
}

const rivals = 5;

/** Brings the ring of signing keys to what it should be now, however many do so at the same time, and gives it. */
export const tendKeys =
  ({ keyRings, keyVault }: Deps) =>
  async (now: Date): Promise<KeyRing> => {
    for (let rival = 0; rival < rivals; rival++) {
      const ring = await keyRings.read();
      if (ring && !needsTending(ring, now)) return ring;
      const made = await Promise.all(Array.from({ length: keysWanted(ring, now) }, () => keyVault.make()));
      const next = tended(ring, made, now);
      if (await keyRings.write(next)) return next;
    }
    throw new Error("Others kept changing the ring of signing keys");
  };
