import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import type { Passwords } from "#functions/identity/ports.ts";

const saltBytes = 16;
const keyBytes = 32;
const blockSize = 8;
const parallelism = 1;

interface Hash {
  readonly cost: number;
  readonly salt: Buffer;
  readonly key: Buffer;
}

/** Hashes are kept as `scrypt$<N>$<salt>$<key>`, so that each says at what cost it was made; r = 8, p = 1. */
const write = ({ cost, salt, key }: Hash): string =>
  ["scrypt", cost, salt.toString("base64url"), key.toString("base64url")].join("$");

function read(hash: string): Hash {
  const [, cost, salt, key] = /^scrypt\$(\d+)\$([\w-]+)\$([\w-]+)$/.exec(hash) ?? [];
  if (!cost || !salt || !key) throw new Error("A password hash of an unknown form");
  return { cost: Number(cost), salt: Buffer.from(salt, "base64url"), key: Buffer.from(key, "base64url") };
}

const derive = (password: string, salt: Buffer, cost: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // Twice what RFC 7914 §2 needs; Node's own ceiling is lower.
    const options = { N: cost, r: blockSize, p: parallelism, maxmem: 256 * cost * blockSize };
    const done = (error: Error | null, key: Buffer) => (error ? reject(error) : resolve(key));
    scrypt(password.normalize("NFKC"), salt, keyBytes, options, done);
  });

/** @param cost scrypt's N, a power of two. */
export const scryptPasswords = (cost: number): Passwords => {
  // Nobody's: compared with in place of a hash that is not there.
  const nobody: Hash = { cost, salt: randomBytes(saltBytes), key: randomBytes(keyBytes) };
  return {
    hash: async (password) => {
      const salt = randomBytes(saltBytes);
      return write({ cost, salt, key: await derive(password, salt, cost) });
    },
    matches: async (password, hash) => {
      const expected = hash === undefined ? nobody : read(hash);
      const key = await derive(password, expected.salt, expected.cost);
      return timingSafeEqual(key, expected.key) && hash !== undefined;
    },
    isOutdated: (hash) => read(hash).cost !== cost,
  };
};
