import * as z from "zod";
import { fact } from "#events/envelope.ts";
import { verificationRequestedV1 } from "#events/identity/verification-requested.v1.ts";
import { normaliseEmail } from "#functions/identity/domain/email.ts";
import { countQuietly } from "#functions/identity/operations/guard.ts";
import { ownCommand, tenantActor } from "#functions/identity/operations/tenant-actor.ts";
import type { Accounts, Pretend, Secrets, Throttles } from "#functions/identity/ports.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { publicOperation } from "#functions/kernel/operation.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

interface Deps {
  readonly accounts: Pick<Accounts, "byEmail">;
  readonly throttles: Throttles;
  readonly secrets: Pick<Secrets, "digest">;
  /** Commits to the identity table. */
  readonly commitIdentity: CommitWrites;
  readonly pretend: Pretend;
  readonly clock: Clock;
}

const mailsAtOnce = 5;

/** Answers the same whether the address is known, verified or asked for too often: nobody learns who has an account. */
export const resendVerification = publicOperation({
  name: "resendVerification",
  summary: "Ask for the verification mail once more. Answers the same for any address.",
  input: z.strictObject({ email: z.email().max(254) }),
  output: z.object({}),
  problems: [],
  example: { input: { email: "ada@acme.example" }, output: {} },
  run:
    (deps: Deps) =>
    async (caller, { email: given }) => {
      const email = normaliseEmail(given);
      const isPatient = (await countQuietly(deps, "mail", deps.secrets.digest(email))) !== undefined;
      const account = await deps.accounts.byEmail(email);
      const waiting = (account?.links ?? []).filter(({ status }) => status === "pending").slice(-mailsAtOnce);
      if (!account || !isPatient || waiting.length === 0) {
        await deps.pretend();
        return {};
      }
      const { userId, version } = account.user;
      const desk = { kind: "system", id: "identity.resend" } as const;
      const command = ownCommand("resendVerification", caller.requestId);
      await Promise.all(
        waiting.map(({ tenantId }) =>
          deps.commitIdentity(tenantActor(caller, tenantId, desk, command), {
            changes: [],
            events: [fact(verificationRequestedV1, { sequence: version, data: { userId } })],
            answer: undefined,
          }),
        ),
      );
      return {};
    },
});
