import * as z from "zod";
import { fact } from "#events/envelope.ts";
import { memberInvitedV1 } from "#events/identity/member-invited.v1.ts";
import { normaliseEmail } from "#functions/identity/domain/email.ts";
import { openInvitation } from "#functions/identity/domain/invitation.ts";
import { demandRankOver, roles } from "#functions/identity/domain/roles.ts";
import { demandEmployee } from "#functions/identity/operations/demand-employee.ts";
import { idOf } from "#functions/identity/operations/id-of.ts";
import { invitationExample, invitationView, viewOf } from "#functions/identity/operations/invitation-view.ts";
import type { Accounts, Invitations, Members, Workforce } from "#functions/identity/ports.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import type { NewId } from "#functions/kernel/ids.ts";
import { operation } from "#functions/kernel/operation.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

interface Deps {
  readonly accounts: Pick<Accounts, "byEmail">;
  readonly members: Pick<Members, "find">;
  readonly invitations: Pick<Invitations, "add">;
  readonly workforce: Workforce;
  readonly commit: CommitWrites;
  readonly clock: Clock;
  readonly newId: NewId;
}

export const inviteMember = operation({
  name: "inviteMember",
  summary: "Ask somebody by mail to join the organisation in a role.",
  permission: "identity:invite",
  // Whoever has just lost the right must not leave a door open for themselves.
  sensitive: true,
  input: z.strictObject({
    email: z.email().max(254),
    role: z.enum(roles),
    employeeId: idOf("emp").optional().describe("Left out: the employee with this address, if there is one"),
  }),
  output: invitationView,
  problems: [
    "identity.owners-only",
    "identity.already-member",
    "identity.already-invited",
    "identity.no-such-employee",
  ],
  example: { input: { email: "bo@acme.example", role: "manager" }, output: invitationExample },
  run:
    (deps: Deps) =>
    async (actor, { email: given, role, employeeId: named }) => {
      demandRankOver(actor.role, role);
      const { tenantId } = actor;
      const email = normaliseEmail(given);
      const account = await deps.accounts.byEmail(email);
      const member = account && (await deps.members.find(tenantId, account.user.userId));
      if (member && member.status !== "removed")
        refuse("conflict", "identity.already-member", "This person is a member already");
      if (named) await demandEmployee(deps.workforce, tenantId, named);
      const employeeId = named ?? (await deps.workforce.withEmail(tenantId, email));
      const invitation = openInvitation(
        { tenantId, invitationId: deps.newId("inv"), email, role, employeeId, invitedBy: actor.subject.id },
        deps.clock(),
      );
      const { invitationId } = invitation;
      return deps.commit(actor, {
        changes: deps.invitations.add(invitation),
        events: [
          fact(memberInvitedV1, {
            sequence: 1,
            data: { invitationId, role, employeeId },
            personal: { of: invitationId, fields: { email } },
          }),
        ],
        answer: viewOf(invitation, deps.clock()),
        personalAnswer: true,
      });
    },
});
