import type { Member, Members } from "#functions/identity/ports.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";

/** A member who is still one. Refuses with `identity.member-not-found`. */
export async function demandMember(
  { find }: Pick<Members, "find">,
  tenantId: string,
  userId: string,
): Promise<Member> {
  const member = await find(tenantId, userId);
  return member && member.status !== "removed"
    ? member
    : refuse("not-found", "identity.member-not-found", "There is no such member");
}
