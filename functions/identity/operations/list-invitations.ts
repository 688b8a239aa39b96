import * as z from "zod";
import { invitationExample, invitationView, viewOf } from "#functions/identity/operations/invitation-view.ts";
import type { Invitations } from "#functions/identity/ports.ts";
import { operation } from "#functions/kernel/operation.ts";
import { pageInput, pageOf } from "#functions/kernel/paging.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

interface Deps {
  readonly invitations: Pick<Invitations, "list">;
  readonly clock: Clock;
}

export const listInvitations = operation({
  name: "listInvitations",
  summary: "List invitations, the latest first.",
  permission: "identity:invite",
  input: z.strictObject(pageInput),
  output: pageOf(invitationView),
  problems: ["request.cursor-invalid"],
  example: { input: { limit: 50 }, output: { items: [invitationExample], nextCursor: null } },
  run:
    ({ invitations, clock }: Deps) =>
    async ({ tenantId }, page) => {
      const { items, nextCursor } = await invitations.list(tenantId, page);
      return { items: items.map((invitation) => viewOf(invitation, clock())), nextCursor };
    },
});
