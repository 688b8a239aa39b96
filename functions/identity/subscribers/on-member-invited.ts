import * as z from "zod";
import { invitationDays, stateOf } from "#functions/identity/domain/invitation.ts";
import { invitationLetter } from "#functions/identity/domain/mails/letters.ts";
import type { Invitations } from "#functions/identity/ports.ts";
import { type PostDeps, post } from "#functions/identity/subscribers/post.ts";
import type { OnEvent } from "#functions/kernel/events/consumer.ts";

const told = z.object({ invitationId: z.string() });

interface Deps extends PostDeps {
  readonly invitations: Pick<Invitations, "find">;
}

/** Mails the token that an invitation is accepted with, unless it was taken back meanwhile. */
export const onMemberInvited =
  (deps: Deps): OnEvent =>
  async ({ tenantId }, { id, data }) => {
    const { invitationId } = told.parse(data);
    const [invitation, tenant] = await Promise.all([
      deps.invitations.find(tenantId, invitationId),
      deps.tenants.summary(tenantId),
    ]);
    if (!invitation || !tenant || stateOf(invitation, deps.clock()) !== "pending") return;
    await post(deps, {
      causeId: id,
      to: invitation.email,
      tenant,
      page: "accept-invitation",
      proof: { purpose: "invitation", tenantId, invitationId: invitation.invitationId },
      goodForHours: invitationDays * 24,
      write: invitationLetter,
    });
  };
