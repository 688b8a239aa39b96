import { verificationRequestedV1 } from "#events/identity/verification-requested.v1.ts";
import type { OnEvent } from "#functions/kernel/events/consumer.ts";

interface Deps {
  readonly sendVerification: (causeId: string, tenantId: string, userId: string) => Promise<void>;
}

/** The mail is wanted once more. */
export const onVerificationRequested =
  ({ sendVerification }: Deps): OnEvent =>
  async ({ tenantId }, { id, data }) =>
    sendVerification(id, tenantId, verificationRequestedV1.data.parse(data).userId);
