import * as z from "zod";
import type { OnEvent } from "#functions/kernel/events/consumer.ts";

const told = z.object({ ownerId: z.string() });

interface Deps {
  readonly sendVerification: (causeId: string, tenantId: string, userId: string) => Promise<void>;
}

/** Somebody signed up: their address is to be proved. */
export const onTenantCreated =
  ({ sendVerification }: Deps): OnEvent =>
  async ({ tenantId }, { id, data }) =>
    sendVerification(id, tenantId, told.parse(data).ownerId);
