import { randomBytes } from "node:crypto";
import * as z from "zod";
import { AwsError } from "#local/services/aws-error.ts";
import { type Action, type Actions, action } from "#local/services/aws-json.ts";
import { type EncryptionContext, markOf, seal, unseal } from "#local/services/kms/cipher.ts";
import type { Keys } from "#local/services/kms/keys.ts";
import type { Usable } from "#local/services/kms/usable.ts";
import type { AwsRequest } from "#local/services/service.ts";

const bytes = z.base64().transform((text) => Buffer.from(text, "base64"));
const context = z.record(z.string(), z.string()).default({});
const plaintext = bytes.refine(({ length }) => length >= 1 && length <= 4096, "must be 1 to 4096 bytes");
const dataKey = z.object({
  KeyId: z.string(),
  EncryptionContext: context,
  KeySpec: z.enum(["AES_256", "AES_128"]).optional(),
  NumberOfBytes: z.number().int().min(1).max(1024).optional(),
});

/** Encrypt, Decrypt and the making of data keys. */
export function encrypting(keys: Keys, usable: Usable): Actions {
  const sealed = (
    name: string,
    input: { KeyId: string; EncryptionContext: EncryptionContext },
    plain: Buffer,
    request: AwsRequest,
  ) => {
    const { EncryptionContext } = input;
    const key = usable(
      request,
      keys.find(input.KeyId, request.region),
      name,
      "ENCRYPT_DECRYPT",
      EncryptionContext,
    );
    return { KeyId: key.arn, CiphertextBlob: seal(key, plain, EncryptionContext).toString("base64") };
  };
  return {
    Encrypt: action(
      z.object({ KeyId: z.string(), Plaintext: plaintext, EncryptionContext: context }),
      (input, request) => ({
        ...sealed("Encrypt", input, input.Plaintext, request),
        EncryptionAlgorithm: "SYMMETRIC_DEFAULT",
      }),
    ),
    Decrypt: decrypt(keys, usable),
    GenerateDataKey: action(dataKey, (input, request) => {
      const plain = randomBytes(lengthOf(input));
      return { ...sealed("GenerateDataKey", input, plain, request), Plaintext: plain.toString("base64") };
    }),
    GenerateDataKeyWithoutPlaintext: action(dataKey, (input, request) =>
      sealed("GenerateDataKeyWithoutPlaintext", input, randomBytes(lengthOf(input)), request),
    ),
  };
}

const decrypt = (keys: Keys, usable: Usable): Action =>
  action(
    z.object({ CiphertextBlob: bytes, KeyId: z.string().optional(), EncryptionContext: context }),
    ({ CiphertextBlob, KeyId, EncryptionContext }, request) => {
      const key = keys.byMark(markOf(CiphertextBlob));
      if (!key) throw new AwsError("InvalidCiphertextException", "No key of this KMS sealed the ciphertext");
      if (KeyId !== undefined && keys.find(KeyId, request.region) !== key)
        throw new AwsError(
          "IncorrectKeyException",
          "The key ID in the request does not identify the key used.",
        );
      usable(request, key, "Decrypt", "ENCRYPT_DECRYPT", EncryptionContext);
      const Plaintext = unseal(key, CiphertextBlob, EncryptionContext).toString("base64");
      return { KeyId: key.arn, Plaintext, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" };
    },
  );

function lengthOf({ KeySpec, NumberOfBytes }: z.infer<typeof dataKey>): number {
  if ((KeySpec === undefined) === (NumberOfBytes === undefined))
    throw new AwsError("ValidationException", "Please specify either number of bytes or key spec.");
  return NumberOfBytes ?? (KeySpec === "AES_128" ? 16 : 32);
}
