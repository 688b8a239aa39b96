import * as z from "zod";
import { fact } from "#events/envelope.ts";
import { memberChangedV1 } from "#events/identity/member-changed.v1.ts";
import { demandRankOver, roles } from "#functions/identity/domain/roles.ts";
import { demandEmployee } from "#functions/identity/operations/demand-employee.ts";
import { demandMember } from "#functions/identity/operations/demand-member.ts";
import { idOf } from "#functions/identity/operations/id-of.ts";
import { memberExample, memberView, viewOf } from "#functions/identity/operations/member-view.ts";
import type { Accounts, Members, Workforce } from "#functions/identity/ports.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import { operation } from "#functions/kernel/operation.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

interface Deps {
  readonly members: Pick<Members, "find" | "change">;
  readonly accounts: Pick<Accounts, "users">;
  readonly workforce: Workforce;
  readonly commit: CommitWrites;
  readonly clock: Clock;
}

export const changeMember = operation({
  name: "changeMember",
  summary: "Change a member's role, or which employee they are. Signed-in sessions follow within 30 seconds.",
  permission: "identity:manage-members",
  sensitive: true,
  input: z.strictObject({
    userId: idOf("usr"),
    role: z.enum(roles).optional(),
    employeeId: idOf("emp").nullable().optional().describe("`null`: no employee"),
    expectedVersion: z.int().min(1).optional(),
  }),
  output: memberView,
  problems: [
    "identity.member-not-found",
    "identity.owners-only",
    "identity.last-owner",
    "identity.no-such-employee",
    "request.stale",
  ],
  example: {
    input: { userId: memberExample.userId, role: "admin" },
    output: { ...memberExample, role: "admin", version: 2 },
  },
  run:
    ({ members, accounts, workforce, commit, clock }: Deps) =>
    async (actor, { userId, expectedVersion, ...wanted }) => {
      const before = await demandMember(members, actor.tenantId, userId);
      const role = wanted.role ?? before.role;
      demandRankOver(actor.role, before.role, role);
      if (expectedVersion !== undefined && expectedVersion !== before.version)
        refuse("stale", "request.stale", "The member has changed since you read them");
      if (wanted.employeeId) await demandEmployee(workforce, actor.tenantId, wanted.employeeId);
      const employeeId =
        wanted.employeeId === undefined ? before.employeeId : (wanted.employeeId ?? undefined);
      const after = { ...before, role, employeeId, version: before.version + 1 };
      const [person] = await accounts.users([userId]);
      return commit(actor, {
        changes: members.change(actor.tenantId, before, { role, employeeId }, clock()),
        events: [fact(memberChangedV1, { sequence: after.version, data: { userId, role, employeeId } })],
        answer: viewOf(after, person),
        personalAnswer: true,
      });
    },
});
