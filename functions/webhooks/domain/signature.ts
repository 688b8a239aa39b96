import { createHmac } from "node:crypto";

const prefix = "whsec_";

/** Bytes of randomness in a secret (Standard Webhooks 1.0.0 asks for 24 to 64). */
export const secretBytes = 32;

/** A signing secret as its owner gets it. */
export const secretOf = (random: Buffer): string => `${prefix}${random.toString("base64")}`;

export interface Signable {
  /** The same for every attempt: receivers drop repeats by it. */
  readonly id: string;
  /** When this attempt is made. */
  readonly at: Date;
  readonly body: string;
}

/** The Standard Webhooks 1.0.0 headers: one `v1` signature (HMAC-SHA256) for each secret. */
export function signedHeaders(secrets: readonly string[], { id, at, body }: Signable) {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(prefix.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}
