import { createPublicKey } from "node:crypto";
import { GetPublicKeyCommand, type KMSClient, SignCommand } from "@aws-sdk/client-kms";
import { type PublicKey, thumbprint } from "#functions/audit/domain/checkpoint.ts";
import { rawSignature } from "#functions/audit/domain/der.ts";
import type { Signer } from "#functions/audit/ports.ts";

/** Signs with a P-256 key that never leaves KMS. */
export function kmsSigner(kms: KMSClient, KeyId: string): Signer {
  let known: PublicKey | undefined;
  return {
    key: async () => {
      known ??= await publicKey(kms, KeyId);
      return known;
    },
    sign: async (input) => {
      const { Signature = new Uint8Array() } = await kms.send(
        new SignCommand({
          KeyId,
          Message: Buffer.from(input),
          MessageType: "RAW",
          SigningAlgorithm: "ECDSA_SHA_256",
        }),
      );
      return rawSignature(Signature);
    },
  };
}

async function publicKey(kms: KMSClient, KeyId: string): Promise<PublicKey> {
  const { PublicKey: der = new Uint8Array() } = await kms.send(new GetPublicKeyCommand({ KeyId }));
  const { kty, crv, x, y } = createPublicKey({ key: Buffer.from(der), format: "der", type: "spki" }).export({
    format: "jwk",
  });
  if (kty !== "EC" || crv !== "P-256" || !x || !y) throw new Error("The audit key is not a P-256 key");
  const key = { kty, crv, x, y } as const;
  return { ...key, kid: thumbprint(key) };
}
