/** Encrypts for a tenant, or for one person of a tenant; the person's key can be destroyed (`erase`), and with it all that was sealed for them. */
export interface Sealer {
  /** AES-256-GCM, a fresh IV each time, bound to the context: what is sealed for one place does not open in another. */
  readonly seal: (tenantId: string, personId: string | undefined, context: string, value: unknown) => Promise<string>;
  /** The value, or `undefined` when the person has been erased. Throws when it was tampered with. */
  readonly open: (tenantId: string, personId: string | undefined, context: string, sealed: string) => Promise<unknown>;
}
