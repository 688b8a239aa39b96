import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { dynamoKeyRings } from "#functions/identity/adapters/dynamo-key-rings.ts";
import { kmsKeyVault } from "#functions/identity/adapters/kms-key-vault.ts";
import { newTypeId } from "#functions/kernel/ids.ts";
import { sharedCloud, sharedFunction } from "#tests/support/cloud.ts";
import type { SigningKey } from "#tests/support/tokens.ts";

export interface StampSigner extends SigningKey {
  readonly issuer: string;
}

let known: Promise<StampSigner> | undefined;

/** The key that the stamp signs with just now: nobody but a test that owns the whole cloud gets hold of it. */
export const stampSigner = (): Promise<StampSigner> => {
  known ??= openSigner();
  return known;
};

async function openSigner(): Promise<StampSigner> {
  const options = { ...sharedCloud().aws, region: "eu-west-1" };
  const told = sharedFunction("/Identity/Api/").variables;
  const { IDENTITY_TABLE: table = "", STAMP_KEY_ARN: keyArn = "", PUBLIC_URL: issuer = "" } = told;
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(options));
  const ring = await dynamoKeyRings(documents, table, patience).read();
  const current = ring?.keys.find(({ state }) => state === "current");
  if (!current) throw new Error("Nobody has signed in yet");
  const privateKey = await kmsKeyVault(new KMSClient(options), keyArn, newTypeId).open(current);
  return { kid: current.publicKey.kid, privateKey, jwk: current.publicKey, issuer };
}

const patience = { random: () => 0, sleep: async () => {} };
