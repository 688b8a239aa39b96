import * as z from "zod";
import { type Authorize, allowAll, permit } from "#local/services/authorize.ts";
import { AwsError } from "#local/services/aws-error.ts";
import { action, awsJson } from "#local/services/aws-json.ts";
import type { EncryptionContext } from "#local/services/kms/cipher.ts";
import { encrypting } from "#local/services/kms/encrypting.ts";
import type { Key, Keys } from "#local/services/kms/keys.ts";
import { signing } from "#local/services/kms/signing.ts";
import type { Usable } from "#local/services/kms/usable.ts";
import type { AwsRequest, Service } from "#local/services/service.ts";

interface KmsOptions {
  readonly keys: Keys;
  readonly authorize?: Authorize;
}

/** AWS KMS over awsJson 1.1. Keys come from the stacks. */
export function kms({ keys, authorize = allowAll }: KmsOptions): Service {
  const allow = ({ accessKeyId }: AwsRequest, key: Key, name: string, encryption: EncryptionContext = {}) => {
    const context = Object.fromEntries(
      Object.entries(encryption).map(([name, value]) => [`kms:EncryptionContext:${name}`, [value]]),
    );
    const facts = { accessKeyId, action: `kms:${name}`, resource: key.arn };
    permit(authorize, {
      ...facts,
      context: { ...context, "kms:EncryptionContextKeys": Object.keys(encryption) },
    });
  };
  const usable: Usable = (request, key, name, usage, context) => {
    allow(request, key, name, context);
    if (!key.enabled) throw new AwsError("DisabledException", `${key.arn} is disabled.`);
    if (key.usage !== usage)
      throw new AwsError(
        "InvalidKeyUsageException",
        `${key.arn} key usage is ${key.usage} which is not valid for ${name}.`,
      );
    return key;
  };
  const describeKey = ({ KeyId }: { KeyId: string }, request: AwsRequest) => {
    const key = keys.find(KeyId, request.region);
    allow(request, key, "DescribeKey");
    return { KeyMetadata: metadataOf(key) };
  };
  return awsJson({
    version: "1.1",
    actions: {
      ...encrypting(keys, usable),
      ...signing(keys, usable),
      DescribeKey: action(z.object({ KeyId: z.string() }), describeKey),
    },
  });
}

const metadataOf = ({ arn, id, spec, usage, enabled, description, createdAt }: Key) => ({
  AWSAccountId: arn.split(":")[4],
  KeyId: id,
  Arn: arn,
  CreationDate: createdAt / 1000,
  Enabled: enabled,
  Description: description,
  KeyUsage: usage,
  KeyState: enabled ? "Enabled" : "Disabled",
  Origin: "AWS_KMS",
  KeyManager: "CUSTOMER",
  KeySpec: spec,
  CustomerMasterKeySpec: spec,
  ...(usage === "SIGN_VERIFY"
    ? { SigningAlgorithms: ["ECDSA_SHA_256"] }
    : { EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"] }),
  MultiRegion: false,
});
