import { createECDH, type KeyObject, randomBytes } from "node:crypto";

// node:crypto hashes whatever it signs by ECDSA, but KMS also signs digests made elsewhere. So this is ECDSA
// over P-256 (FIPS 186-5 §6.4, SEC 1 §4.1) from the digest on. For a laptop: not in constant time.

const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const a = p - 3n;

interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

const numberOf = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString("hex") || "0"}`);
const bytesOf = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, "0"), "hex");
const mod = (value: bigint, modulus: bigint): bigint => ((value % modulus) + modulus) % modulus;

function inverse(value: bigint, modulus: bigint): bigint {
  let [r, rest, t, next] = [modulus, mod(value, modulus), 0n, 1n];
  while (rest !== 0n) {
    const quotient = r / rest;
    [r, rest] = [rest, r - quotient * rest];
    [t, next] = [next, t - quotient * next];
  }
  return mod(t, modulus);
}

// `undefined` is the point at infinity.
function add(one: Point | undefined, other: Point | undefined): Point | undefined {
  if (!one || !other) return one ?? other;
  if (one.x === other.x && mod(one.y + other.y, p) === 0n) return undefined;
  const slope =
    one.x === other.x
      ? (3n * one.x * one.x + a) * inverse(2n * one.y, p)
      : (other.y - one.y) * inverse(other.x - one.x, p);
  const x = mod(slope * slope - one.x - other.x, p);
  return { x, y: mod(slope * (one.x - x) - one.y, p) };
}

function times(scalar: bigint, point: Point): Point | undefined {
  let sum: Point | undefined;
  let power: Point | undefined = point;
  for (let rest = scalar; rest > 0n; rest >>= 1n) {
    if (rest & 1n) sum = add(sum, power);
    power = add(power, power);
  }
  return sum;
}

function timesBase(scalar: bigint): Point | undefined {
  if (scalar === 0n) return undefined;
  const ecdh = createECDH("prime256v1");
  ecdh.setPrivateKey(bytesOf(scalar));
  const point = ecdh.getPublicKey();
  return { x: numberOf(point.subarray(1, 33)), y: numberOf(point.subarray(33)) };
}

const coordinate = (key: KeyObject, name: "x" | "y" | "d"): bigint =>
  numberOf(Buffer.from(key.export({ format: "jwk" })[name] ?? "", "base64url"));

/** Signs a SHA-256 digest; answers the signature in DER. */
export function signDigest(digest: Buffer, privateKey: KeyObject): Buffer {
  const k = mod(numberOf(randomBytes(40)), n - 1n) + 1n;
  const r = mod(timesBase(k)?.x ?? 0n, n);
  const s = mod(inverse(k, n) * (numberOf(digest) + r * coordinate(privateKey, "d")), n);
  return r === 0n || s === 0n ? signDigest(digest, privateKey) : der(r, s);
}

/** Whether a DER signature fits a SHA-256 digest. */
export function verifyDigest(digest: Buffer, publicKey: KeyObject, signature: Buffer): boolean {
  const [r, s] = fromDer(signature) ?? [0n, 0n];
  if (r <= 0n || s <= 0n || r >= n || s >= n) return false;
  const w = inverse(s, n);
  const key = { x: coordinate(publicKey, "x"), y: coordinate(publicKey, "y") };
  const point = add(timesBase(mod(numberOf(digest) * w, n)), times(mod(r * w, n), key));
  return point !== undefined && mod(point.x, n) === r;
}

const der = (...integers: readonly bigint[]): Buffer => {
  const parts = integers.map((value) => {
    const hex = value.toString(16);
    const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, "hex");
    // A leading one would make it negative.
    const positive = (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.from([0]), bytes]);
    return Buffer.concat([Buffer.from([0x02, positive.length]), positive]);
  });
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
};

function fromDer(signature: Buffer): [bigint, bigint] | undefined {
  const rLength = signature[3] ?? 0;
  const sLength = signature[5 + rLength] ?? 0;
  const r = signature.subarray(4, 4 + rLength);
  const s = signature.subarray(6 + rLength, 6 + rLength + sLength);
  const [first, second] = [numberOf(r), numberOf(s)];
  return der(first, second).equals(signature) ? [first, second] : undefined;
}
