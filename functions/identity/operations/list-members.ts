import * as z from "zod";
import { memberExample, memberView, viewOf } from "#functions/identity/operations/member-view.ts";
import type { Accounts, Members } from "#functions/identity/ports.ts";
import { operation } from "#functions/kernel/operation.ts";
import { pageInput, pageOf } from "#functions/kernel/paging.ts";

interface Deps {
  readonly members: Pick<Members, "list">;
  readonly accounts: Pick<Accounts, "users">;
}

export const listMembers = operation({
  name: "listMembers",
  summary: "List the organisation's members. A page may hold fewer than asked for.",
  permission: "identity:read-members",
  input: z.strictObject(pageInput),
  output: pageOf(memberView),
  problems: ["request.cursor-invalid"],
  example: { input: { limit: 50 }, output: { items: [memberExample], nextCursor: null } },
  run:
    ({ members, accounts }: Deps) =>
    async ({ tenantId }, page) => {
      const { items, nextCursor } = await members.list(tenantId, page);
      const present = items.filter(({ status }) => status !== "removed");
      const people = new Map(
        (await accounts.users(present.map(({ userId }) => userId))).map((user) => [user.userId, user]),
      );
      return { items: present.map((member) => viewOf(member, people.get(member.userId))), nextCursor };
    },
});
