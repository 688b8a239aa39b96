import { createPublicKey, sign, verify } from "node:crypto";
import * as z from "zod";
import { AwsError } from "#local/services/aws-error.ts";
import { type Actions, action } from "#local/services/aws-json.ts";
import { type Keys, privateKeyOf } from "#local/services/kms/keys.ts";
import { signDigest, verifyDigest } from "#local/services/kms/p256.ts";
import type { Usable } from "#local/services/kms/usable.ts";

const bytes = z.base64().transform((text) => Buffer.from(text, "base64"));
const signInput = z.object({
  KeyId: z.string(),
  Message: bytes.refine(({ length }) => length >= 1 && length <= 4096, "must be 1 to 4096 bytes"),
  MessageType: z.enum(["RAW", "DIGEST"]).default("RAW"),
  SigningAlgorithm: z.literal("ECDSA_SHA_256"),
});
type SignInput = z.infer<typeof signInput>;

/** Sign, Verify and GetPublicKey for ECC_NIST_P256 keys; signatures in DER (RFC 3279 §2.2.3). */
export const signing = (keys: Keys, usable: Usable): Actions => ({
  Sign: action(signInput, (input, request) => {
    const key = usable(request, keys.find(input.KeyId, request.region), "Sign", "SIGN_VERIFY");
    checkDigest(input);
    const own = privateKeyOf(key);
    const signature =
      input.MessageType === "RAW" ? sign("sha256", input.Message, own) : signDigest(input.Message, own);
    return { KeyId: key.arn, Signature: signature.toString("base64"), SigningAlgorithm: "ECDSA_SHA_256" };
  }),
  Verify: action(signInput.extend({ Signature: bytes }), (input, request) => {
    const key = usable(request, keys.find(input.KeyId, request.region), "Verify", "SIGN_VERIFY");
    checkDigest(input);
    const own = createPublicKey(privateKeyOf(key));
    const valid =
      input.MessageType === "RAW"
        ? verify("sha256", input.Message, own, input.Signature)
        : verifyDigest(input.Message, own, input.Signature);
    if (!valid) throw new AwsError("KMSInvalidSignatureException", "The signature is not valid.");
    return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: "ECDSA_SHA_256" };
  }),
  GetPublicKey: action(z.object({ KeyId: z.string() }), ({ KeyId }, request) => {
    const key = usable(request, keys.find(KeyId, request.region), "GetPublicKey", "SIGN_VERIFY");
    const PublicKey = createPublicKey(privateKeyOf(key))
      .export({ format: "der", type: "spki" })
      .toString("base64");
    const { arn, spec, usage } = key;
    return {
      KeyId: arn,
      PublicKey,
      KeySpec: spec,
      CustomerMasterKeySpec: spec,
      KeyUsage: usage,
      SigningAlgorithms: ["ECDSA_SHA_256"],
    };
  }),
});

function checkDigest({ Message, MessageType }: SignInput): void {
  if (MessageType === "DIGEST" && Message.length !== 32)
    throw new AwsError("ValidationException", "Digest is invalid length for algorithm ECDSA_SHA_256.");
}
