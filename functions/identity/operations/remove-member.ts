import * as z from "zod";
import { fact } from "#events/envelope.ts";
import { memberRemovedV1 } from "#events/identity/member-removed.v1.ts";
import { demandRankOver } from "#functions/identity/domain/roles.ts";
import { demandMember } from "#functions/identity/operations/demand-member.ts";
import { type ForgetDeps, forgetMember } from "#functions/identity/operations/forget-member.ts";
import { idOf } from "#functions/identity/operations/id-of.ts";
import type { Members } from "#functions/identity/ports.ts";
import type { CommitWrites } from "#functions/kernel/commit.ts";
import { operation } from "#functions/kernel/operation.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

interface Deps extends ForgetDeps {
  readonly members: Pick<Members, "find" | "change">;
  readonly commit: CommitWrites;
  readonly clock: Clock;
}

/** The membership ends first, and with it every token; the account's way to the tenant and its sessions go after that. */
export const removeMember = operation({
  name: "removeMember",
  summary: "Remove a member, yourself included. The last owner cannot be removed.",
  permission: "identity:manage-members",
  sensitive: true,
  input: z.strictObject({ userId: idOf("usr") }),
  output: z.object({}),
  problems: ["identity.member-not-found", "identity.owners-only", "identity.last-owner"],
  example: { input: { userId: "usr_01k9x7f2s8nzxh5v4jfebsmwg7" }, output: {} },
  run:
    (deps: Deps) =>
    async (actor, { userId }) => {
      const { tenantId } = actor;
      const before = await demandMember(deps.members, tenantId, userId);
      demandRankOver(actor.role, before.role);
      await deps.commit(actor, {
        changes: deps.members.change(tenantId, before, { status: "removed" }, deps.clock()),
        events: [fact(memberRemovedV1, { sequence: before.version + 1, data: { userId } })],
        answer: {},
      });
      await forgetMember(deps, userId, tenantId);
      return {};
    },
});
