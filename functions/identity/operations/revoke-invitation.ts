import * as z from "zod";
import { fact } from "#events/envelope.ts";
import { invitationRevokedV1 } from "#events/identity/invitation-revoked.v1.ts";
import { revoked } from "#functions/identity/domain/invitation.ts";
import { demandRankOver } from "#functions/identity/domain/roles.ts";
import { idOf } from "#functions/identity/operations/id-of.ts";
import type { Invitations } from "#functions/identity/ports.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { operation } from "#functions/kernel/operation.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

interface Deps {
  readonly invitations: Pick<Invitations, "find" | "settle">;
  readonly commit: CommitWrites;
  readonly clock: Clock;
}

export const revokeInvitation = operation({
  name: "revokeInvitation",
  summary: "Take back an invitation that nobody has used yet.",
  permission: "identity:invite",
  input: z.strictObject({ id: idOf("inv") }),
  output: z.object({}),
  problems: ["identity.invitation-not-found", "identity.invitation-gone", "identity.owners-only"],
  example: { input: { id: "inv_01k9x7b4n2hsvd6qzdafm7grc3" }, output: {} },
  run:
    ({ invitations, commit, clock }: Deps) =>
    async (actor, { id }) => {
      const found = await invitations.find(actor.tenantId, id);
      if (!found) return refuse("not-found", "identity.invitation-not-found", "There is no such invitation");
      demandRankOver(actor.role, found.role);
      const invitation = revoked(found, clock());
      return commit(actor, {
        changes: invitations.settle(invitation),
        events: [
          fact(invitationRevokedV1, {
            sequence: invitation.version,
            data: { invitationId: invitation.invitationId },
          }),
        ],
        answer: {},
      });
    },
});
