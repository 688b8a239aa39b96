import { decrypt, encrypt } from "#functions/kernel/crypto/aead.ts";
import type { DataKeys } from "#functions/kernel/crypto/data-keys.ts";

/** Encrypts for a tenant, or for one person of a tenant; with the person's key, all that was sealed for them is destroyed. */
export interface Sealer {
  /** AES-256-GCM, a fresh IV each time, bound to the context: what is sealed for one place does not open in another. */
  readonly seal: (
    tenantId: string,
    personId: string | undefined,
    context: string,
    value: unknown,
  ) => Promise<string>;
  /** The value, or `undefined` when the person has been erased. Throws when it was tampered with. */
  readonly open: (
    tenantId: string,
    personId: string | undefined,
    context: string,
    sealed: string,
  ) => Promise<unknown>;
}

const erased = "";

const placeOf = (tenantId: string, personId: string | undefined, context: string): string =>
  [tenantId, personId ?? "", context].join("#");

export const sealerOf = ({ ofTenant, ofPerson }: DataKeys): Sealer => {
  const keyOf = (tenantId: string, personId: string | undefined) =>
    personId === undefined ? ofTenant(tenantId) : ofPerson(tenantId, personId);
  return {
    seal: async (tenantId, personId, context, value) => {
      const key = await keyOf(tenantId, personId);
      const plain = Buffer.from(JSON.stringify(value ?? null));
      return key ? encrypt(key, placeOf(tenantId, personId, context), plain) : erased;
    },
    open: async (tenantId, personId, context, sealed) => {
      const key = await keyOf(tenantId, personId);
      if (!key || sealed === erased) return undefined;
      const value: unknown = JSON.parse(
        decrypt(key, placeOf(tenantId, personId, context), sealed).toString("utf8"),
      );
      return value;
    },
  };
};
