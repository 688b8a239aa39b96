import type { EncryptionContext } from "#local/services/kms/cipher.ts";
import type { Key } from "#local/services/kms/keys.ts";
import type { AwsRequest } from "#local/services/service.ts";

/** The key of a call, once it is fit for the use and the caller may use it so. */
export type Usable = (
  request: AwsRequest,
  key: Key,
  name: string,
  usage: Key["usage"],
  context?: EncryptionContext,
) => Key;
