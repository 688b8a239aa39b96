import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { AwsError } from "#local/services/aws-error.ts";
import type { Key } from "#local/services/kms/keys.ts";

export type EncryptionContext = Readonly<Record<string, string>>;

// A ciphertext: 1 byte version, 16 bytes mark of the key, 12 bytes nonce, 16 bytes tag, then AES-256-GCM.
const version = 1;
const header = 1 + 16 + 12 + 16;

const invalid = () =>
  new AwsError("InvalidCiphertextException", "The ciphertext or its encryption context is invalid");

const authenticated = (context: EncryptionContext): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))));

export function seal(key: Key, plaintext: Buffer, context: EncryptionContext): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key.material, nonce).setAAD(authenticated(context));
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.from([version]), key.mark, nonce, cipher.getAuthTag(), body]);
}

/** The mark of the key that sealed it. */
export function markOf(ciphertext: Buffer): Buffer {
  if (ciphertext.length < header || ciphertext[0] !== version) throw invalid();
  return ciphertext.subarray(1, 17);
}

/** Refuses with `InvalidCiphertextException` what was not sealed by this key under this context. */
export function unseal(key: Key, ciphertext: Buffer, context: EncryptionContext): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key.material, ciphertext.subarray(17, 29))
    .setAAD(authenticated(context))
    .setAuthTag(ciphertext.subarray(29, header));
  try {
    return Buffer.concat([decipher.update(ciphertext.subarray(header)), decipher.final()]);
  } catch {
    throw invalid();
  }
}
