import { createHash, createHmac, randomBytes } from "node:crypto";
import type { Secrets } from "#functions/identity/ports.ts";

const secretBytes = 32;

export const digest = (secret: string): string => createHash("sha256").update(secret).digest("base64url");

export const nodeSecrets: Secrets = {
  fresh: () => randomBytes(secretBytes).toString("base64url"),
  digest,
  following: (secret, nonce) => createHmac("sha256", secret).update(nonce).digest("base64url"),
};
