import { KMSClient } from "@aws-sdk/client-kms";
import { dynamoKeyRings } from "#functions/identity/adapters/dynamo-key-rings.ts";
import { kmsKeyVault } from "#functions/identity/adapters/kms-key-vault.ts";
import { signer } from "#functions/identity/adapters/signer.ts";
import { tendKeys } from "#functions/identity/operations/tend-keys.ts";
import type { Stamp } from "#functions/kernel/stamp.ts";

/** The stamp's ring of signing keys, and what signs with it. */
export function openSigner(stamp: Stamp) {
  const { env, clock, newId, ownDocuments } = stamp;
  const keyVault = kmsKeyVault(new KMSClient(), env.STAMP_KEY_ARN, newId);
  const tend = tendKeys({ keyRings: dynamoKeyRings(ownDocuments, env.IDENTITY_TABLE, stamp), keyVault });
  return { tend, ...signer({ tendKeys: tend, keyVault, issuer: env.PUBLIC_URL, clock }) };
}
