import { asHtml, asText, type Letter } from "#functions/identity/domain/mails/letter.ts";
import type {
  Mailer,
  NewProof,
  Proofs,
  Secrets,
  TenantRegistry,
  TenantSummary,
} from "#functions/identity/ports.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

export interface PostDeps {
  readonly tenants: Pick<TenantRegistry, "summary">;
  readonly proofs: Pick<Proofs, "add">;
  readonly mailer: Mailer;
  readonly secrets: Pick<Secrets, "fresh" | "digest">;
  readonly clock: Clock;
  readonly publicUrl: string;
}

interface Posting {
  /** The event that the mail is for. */
  readonly causeId: string;
  readonly to: string;
  readonly tenant: TenantSummary;
  /** Where the link leads, under the stamp's public URL. */
  readonly page: "verify-email" | "accept-invitation";
  readonly proof: NewProof;
  readonly goodForHours: number;
  readonly write: (about: {
    readonly locale: string;
    readonly tenantName: string;
    readonly token: string;
    readonly url: string;
  }) => Letter;
}

/**
 * Makes a token, keeps its digest, and sends it. The token is in the mail and nowhere else. Whoever tries again after a
 * crash makes another one, and both are good.
 */
export async function post(deps: PostDeps, posting: Posting): Promise<void> {
  if (await deps.mailer.wasSent(posting.causeId)) return;
  const token = deps.secrets.fresh();
  const expiresAt = Math.floor(deps.clock().getTime() / 1000) + posting.goodForHours * 3600;
  await deps.proofs.add({ ...posting.proof, digest: deps.secrets.digest(token), expiresAt });
  const letter = posting.write({
    locale: posting.tenant.locale,
    tenantName: posting.tenant.name,
    token,
    url: `${deps.publicUrl.replace(/\/$/, "")}/${posting.page}?token=${token}`,
  });
  await deps.mailer.send(posting.causeId, {
    to: posting.to,
    subject: letter.subject,
    text: asText(letter),
    html: asHtml(letter),
  });
}
