import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GetPublicKeyCommand,
  KMSClient,
  SignCommand,
  VerifyCommand,
} from "@aws-sdk/client-kms";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { Authorize } from "#local/services/authorize.ts";
import { type Endpoint, startEndpoint } from "#local/services/endpoint.ts";
import { openKeys } from "#local/services/kms/keys.ts";
import { kms } from "#local/services/kms/kms.ts";
import { signDigest, verifyDigest } from "#local/services/kms/p256.ts";
import { openStore } from "#local/store.ts";
import { resource } from "#tests/local/services/resource.ts";

const stampKey = resource("AWS::KMS::Key", "stamp", {}, "key/");
const otherKey = resource("AWS::KMS::Key", "other", {}, "key/");
const auditKey = resource(
  "AWS::KMS::Key",
  "audit",
  { KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" },
  "key/",
);
const EncryptionContext = { tenant: "tnt_1", purpose: "personal" };

// Only the tenant of the encryption context may use a key, as in the tenant role's policy.
const authorize: Authorize = ({ accessKeyId, context = {} }) =>
  [accessKeyId, undefined].includes(context["kms:EncryptionContext:tenant"]?.[0]);

const open = (file?: string) => {
  const keys = openKeys(openStore(file), () => 1_000_000);
  for (const key of [stampKey, otherKey, auditKey]) keys.define(key);
  keys.define(
    resource("AWS::KMS::Alias", "a", { AliasName: "alias/stamp", TargetKeyId: stampKey.arn }, "alias/"),
  );
  return keys;
};

const started: Endpoint[] = [];
async function clientOn(file?: string, accessKeyId = "tnt_1") {
  const endpoint = await startEndpoint({ kms: kms({ keys: open(file), authorize }) });
  started.push(endpoint);
  const credentials = { accessKeyId, secretAccessKey: "x" };
  return new KMSClient({ endpoint: endpoint.url, region: "eu-west-1", maxAttempts: 1, credentials });
}
let client: KMSClient;
beforeAll(async () => {
  client = await clientOn();
});
afterAll(() => Promise.all(started.map(({ stop }) => stop())));

test("a data key comes plain and sealed, and the sealed one opens under the same context only", async () => {
  const made = await client.send(
    new GenerateDataKeyCommand({ KeyId: stampKey.arn, KeySpec: "AES_256", EncryptionContext }),
  );
  const { CiphertextBlob } = made;
  expect(made.Plaintext).toHaveLength(32);
  const reordered = { purpose: "personal", tenant: "tnt_1" };
  const opened = await client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: reordered }));
  expect(opened.Plaintext).toEqual(made.Plaintext);

  const elsewhere = new DecryptCommand({
    CiphertextBlob,
    EncryptionContext: { ...EncryptionContext, purpose: "x" },
  });
  await expect(client.send(elsewhere)).rejects.toMatchObject({ name: "InvalidCiphertextException" });
  const wrongKey = new DecryptCommand({ CiphertextBlob, EncryptionContext, KeyId: otherKey.arn });
  await expect(client.send(wrongKey)).rejects.toMatchObject({ name: "IncorrectKeyException" });
});

test("a ciphertext with one bit turned does not open", async () => {
  const Plaintext = Buffer.from("x");
  const { CiphertextBlob = new Uint8Array() } = await client.send(
    new EncryptCommand({ KeyId: "alias/stamp", Plaintext, EncryptionContext }),
  );
  const turned = Uint8Array.from(CiphertextBlob, (byte, at) =>
    at === CiphertextBlob.length - 1 ? byte ^ 1 : byte,
  );
  await expect(
    client.send(new DecryptCommand({ CiphertextBlob: turned, EncryptionContext })),
  ).rejects.toMatchObject({ name: "InvalidCiphertextException" });
});

test("policies see the encryption context", async () => {
  const asked = { KeyId: "stamp", KeySpec: "AES_256", EncryptionContext: { tenant: "tnt_2" } } as const;
  await expect(client.send(new GenerateDataKeyWithoutPlaintextCommand(asked))).rejects.toMatchObject({
    name: "AccessDeniedException",
  });
});

test("a signature verifies with the public key outside, and a forged one nowhere", async () => {
  const Message = Buffer.from("a checkpoint");
  const ask = { KeyId: auditKey.arn, SigningAlgorithm: "ECDSA_SHA_256" } as const;
  const digest = { Message: createHash("sha256").update(Message).digest(), MessageType: "DIGEST" } as const;
  const { PublicKey = new Uint8Array() } = await client.send(
    new GetPublicKeyCommand({ KeyId: auditKey.arn }),
  );
  const key = createPublicKey({ key: Buffer.from(PublicKey), format: "der", type: "spki" });
  for (const message of [{ Message }, digest]) {
    const { Signature = new Uint8Array() } = await client.send(new SignCommand({ ...ask, ...message }));
    expect(verify("sha256", Message, key, Signature)).toBe(true);
    for (const checked of [{ Message }, digest])
      expect((await client.send(new VerifyCommand({ ...ask, ...checked, Signature }))).SignatureValid).toBe(
        true,
      );
    const forged = new VerifyCommand({ ...ask, Message: Buffer.from("another"), Signature });
    await expect(client.send(forged)).rejects.toMatchObject({ name: "KMSInvalidSignatureException" });
  }
});

test("ECDSA over a digest agrees with node:crypto, both ways, and refuses what does not fit", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey;
  for (let round = 0; round < 20; round++) {
    const message = Buffer.from(`message ${round}`);
    const digest = createHash("sha256").update(message).digest();
    expect(verify("sha256", message, publicKey, signDigest(digest, privateKey))).toBe(true);
    const signature = sign("sha256", message, privateKey);
    expect(verifyDigest(digest, publicKey, signature)).toBe(true);
    expect(verifyDigest(digest, other, signature)).toBe(false);
    expect(verifyDigest(createHash("sha256").digest(), publicKey, signature)).toBe(false);
  }
  expect(verifyDigest(Buffer.alloc(32), publicKey, Buffer.alloc(0))).toBe(false);
});

test("a key is used as it was made for, and one that is not there is named", async () => {
  const signWithSealing = {
    KeyId: stampKey.arn,
    Message: Buffer.from("x"),
    SigningAlgorithm: "ECDSA_SHA_256",
  } as const;
  await expect(client.send(new SignCommand(signWithSealing))).rejects.toMatchObject({
    name: "InvalidKeyUsageException",
  });
  const described = await client.send(new DescribeKeyCommand({ KeyId: "audit" }));
  expect(described.KeyMetadata).toMatchObject({ Arn: auditKey.arn, KeySpec: "ECC_NIST_P256", Enabled: true });
  await expect(client.send(new DescribeKeyCommand({ KeyId: "none" }))).rejects.toMatchObject({
    name: "NotFoundException",
  });
});

test("what was sealed before a restart opens after it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kms-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "state.db");
  const before = await clientOn(file);
  const Plaintext = Buffer.from("kept");
  const { CiphertextBlob } = await before.send(
    new EncryptCommand({ KeyId: "stamp", Plaintext, EncryptionContext }),
  );
  const after = await clientOn(file);
  const opened = await after.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
  expect(Buffer.from(opened.Plaintext ?? []).toString()).toBe("kept");
});
