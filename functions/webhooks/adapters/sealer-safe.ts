import type { DomainEvent } from "#events/envelope.ts";
import type { Sealer } from "#functions/kernel/crypto/sealer.ts";
import { personalContext } from "#functions/kernel/events/envelopes.ts";
import type { OpenPersonal, Safe } from "#functions/webhooks/ports.ts";

/** Keeps endpoints' texts under the tenant's key; what is sealed for one endpoint does not open for another. */
export const sealerSafe = (sealer: Sealer): Safe => ({
  seal: ({ tenantId, id }, text) => sealer.seal(tenantId, undefined, `webhooks.endpoint#${id}`, text),
  open: async ({ tenantId, id }, sealed) =>
    String(await sealer.open(tenantId, undefined, `webhooks.endpoint#${id}`, sealed)),
});

export const openPersonal =
  (sealer: Sealer): OpenPersonal =>
  async ({ tenantId, id, personal }: DomainEvent) =>
    personal && sealer.open(tenantId, personal.of, personalContext(id), personal.sealed);
