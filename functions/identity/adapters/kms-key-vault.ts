import { createPrivateKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { DecryptCommand, EncryptCommand, type KMSClient } from "@aws-sdk/client-kms";
import type { SigningKey } from "#functions/identity/domain/key-ring.ts";
import type { KeyVault } from "#functions/identity/ports.ts";
import type { NewId } from "#functions/kernel/ids.ts";

const makePair = promisify(generateKeyPair);

/** What the sealed key is bound to: it opens as this key's private part and as nothing else. IAM goes by `purpose`. */
const contextOf = (kid: string) => ({ purpose: "identity.signing-key", kid });

/** P-256 keys whose private parts the stamp's KMS key seals. */
export const kmsKeyVault = (kms: KMSClient, keyArn: string, newId: NewId): KeyVault<KeyObject> => ({
  make: async () => {
    const kid = newId("key");
    const { publicKey, privateKey } = await makePair("ec", { namedCurve: "P-256" });
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({
        KeyId: keyArn,
        Plaintext: privateKey.export({ format: "der", type: "pkcs8" }),
        EncryptionContext: contextOf(kid),
      }),
    );
    if (!CiphertextBlob) throw new Error("KMS sealed nothing");
    const { x = "", y = "" } = publicKey.export({ format: "jwk" });
    return {
      publicKey: { kid, kty: "EC", crv: "P-256", alg: "ES256", use: "sig", x, y },
      sealed: Buffer.from(CiphertextBlob).toString("base64"),
    };
  },
  open: async ({ publicKey: { kid }, sealed }: SigningKey) => {
    const { Plaintext } = await kms.send(
      new DecryptCommand({
        KeyId: keyArn,
        CiphertextBlob: Buffer.from(sealed, "base64"),
        EncryptionContext: contextOf(kid),
      }),
    );
    if (!Plaintext) throw new Error("KMS opened nothing");
    return createPrivateKey({ key: Buffer.from(Plaintext), format: "der", type: "pkcs8" });
  },
});
