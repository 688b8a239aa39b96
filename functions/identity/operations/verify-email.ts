import * as z from "zod";
import { fact } from "#events/envelope.ts";
import { emailVerifiedV1 } from "#events/identity/email-verified.v1.ts";
import { type AccountDeps, confirmAccount } from "#functions/identity/operations/change-account.ts";
import { ownCommand, tenantActor, user } from "#functions/identity/operations/tenant-actor.ts";
import type { AsTenant, Proof, Proofs, Secrets, TenantRegistry } from "#functions/identity/ports.ts";
import type { Caller } from "#functions/kernel/actor.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { AppError, refuse } from "#functions/kernel/errors/app-error.ts";
import { publicOperation } from "#functions/kernel/operation.ts";

interface Deps extends AccountDeps {
  readonly proofs: Pick<Proofs, "find" | "use">;
  readonly secrets: Pick<Secrets, "digest">;
  readonly tenants: Pick<TenantRegistry, "summary" | "activation">;
  readonly commit: CommitWrites;
  readonly asTenant: AsTenant;
}

type EmailProof = Extract<Proof, { readonly purpose: "verify-email" }>;

/**
 * Proves an address by the token of a mail. The tenant is told first, then the account, and the token is used up last:
 * whatever a crash leaves undone, the same token or the event completes.
 */
export const verifyEmail = publicOperation({
  name: "verifyEmail",
  summary: "Prove your address with the token from the mail. The organisation may be used from then on.",
  input: z.strictObject({ token: z.string().min(1).max(200) }),
  output: z.object({ tenantId: z.string(), slug: z.string(), status: z.string() }),
  problems: ["identity.invalid-token"],
  example: {
    input: { token: "q3v8zX0eHnVw1mUuJ5rT7yKcB2dLfGsA9pNoEiQxRWM" },
    output: { tenantId: "tnt_01k9x6q2v5e8rbf3mwa7ch4dnz", slug: "acme", status: "trial" },
  },
  run:
    (deps: Deps) =>
    async (caller, { token }) => {
      const proof = await deps.proofs.find(deps.secrets.digest(token));
      if (proof?.purpose !== "verify-email") return invalidToken();
      return deps.asTenant(proof.tenantId, () => verify(deps, caller, proof));
    },
});

const invalidToken = (): never =>
  refuse("gone", "identity.invalid-token", "This token is not known, was used before or has expired");

async function verify(deps: Deps, caller: Caller, proof: EmailProof) {
  const { command } = caller;
  // The same request, sent again, gets its answer again; anybody else comes too late.
  if (proof.usedWith === command.key) return (await deps.tenants.summary(proof.tenantId)) ?? invalidToken();
  if (proof.usedWith !== undefined) invalidToken();
  const tenant = await activate(deps, caller, proof);
  await confirmAccount(deps, proof.userId, proof.tenantId, [deps.proofs.use(proof.digest, command.key)]);
  return tenant;
}

async function activate(deps: Deps, caller: Caller, proof: EmailProof, isLastTry = false) {
  const { tenantId, userId, digest } = proof;
  const { tenant, changes, events } = (await deps.tenants.activation(tenantId)) ?? invalidToken();
  const actor = tenantActor(caller, tenantId, user(userId), ownCommand("verifyEmail", `verify.${digest}`));
  try {
    await deps.commit(actor, {
      changes,
      events: [...events, fact(emailVerifiedV1, { sequence: 1, data: { userId } })],
      answer: undefined,
    });
    return tenant;
  } catch (error) {
    // Another token of the same sign-up was faster; then there is nothing left to activate.
    if (isLastTry || !(error instanceof AppError && error.code === "request.stale")) throw error;
    return activate(deps, caller, proof, true);
  }
}
