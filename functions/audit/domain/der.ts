const coordinateBytes = 32;

/** The 64 bytes r and s (RFC 7518 §3.4) of an ECDSA P-256 signature in DER (RFC 3279 §2.2.3), as KMS gives it. */
export function rawSignature(der: Uint8Array): Uint8Array {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) throw new Error("This is not a DER signature");
  const [r, afterR] = integerAt(der, 2);
  const [s, afterS] = integerAt(der, afterR);
  if (afterS !== der.length) throw new Error("This is not a DER signature");
  return Buffer.concat([r, s]);
}

function integerAt(der: Uint8Array, at: number): readonly [integer: Buffer, after: number] {
  const after = at + 2 + (der[at + 1] ?? 0);
  // A leading zero keeps the number positive; short numbers lack theirs.
  const bytes = Buffer.from(der.subarray(at + 2, after));
  const significant = bytes.subarray(Math.max(0, bytes.length - coordinateBytes));
  const rest = bytes.subarray(0, bytes.length - significant.length);
  if (der[at] !== 0x02 || after > der.length || rest.some((byte) => byte !== 0))
    throw new Error("This is not a DER signature");
  return [Buffer.concat([Buffer.alloc(coordinateBytes - significant.length), significant]), after];
}
