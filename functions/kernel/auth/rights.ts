import type { Actor } from "#functions/kernel/actor.ts";
import type { AccessTokenClaims } from "#functions/kernel/auth/access-token.ts";
import type { Door, FindDoor, TenantStatus } from "#functions/kernel/auth/door.ts";
import type { Member, ReadMember } from "#functions/kernel/auth/members.ts";
import { refuseToken } from "#functions/kernel/auth/token-verifier.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import type { Plan } from "#functions/kernel/limits/plans.ts";

/** What the holder of a token may do now. */
interface Rights extends Pick<Actor, "role" | "employeeId"> {
  readonly plan: Plan;
}

/**
 * Finds what a verified token is worth now: nothing when its tenant is shut, or its session or membership has ended.
 * With `fresh` it is judged by what is true at this moment; without, by a door at most 30 seconds old.
 * @throws AppError `auth.invalid-token`; `tenants.suspended`, `tenants.closed` or `tenants.pending-verification`.
 */
export type FindRights = (claims: AccessTokenClaims, fresh: boolean) => Promise<Rights>;

export const rightsFinder =
  (findDoor: FindDoor, readMember: ReadMember): FindRights =>
  async (claims, fresh) => {
    const member = fresh ? readMember(claims.tenant, claims.sub) : undefined;
    const [door, known] = await Promise.all([findDoor(claims.tenant, fresh), member]);
    if (!door) return refuseToken();
    demandOpen(door.status);
    const { plan } = door;
    if (!fresh && !mayHaveChanged(door, claims)) return { plan, ...standing(claims.role, claims.emp) };
    const { role, employeeId } = demandLive(known ?? (await readMember(claims.tenant, claims.sub)), claims);
    return { plan, ...standing(role, employeeId) };
  };

const standing = (role: Rights["role"], employeeId: Rights["employeeId"]) =>
  employeeId === undefined ? { role } : { role, employeeId };

// A mark is made by one clock, a token issued by another.
const clocksDifferSeconds = 5;

function mayHaveChanged({ changed, allChangedAt }: Door, { sub, sid, iat }: AccessTokenClaims): boolean {
  const changedAt = Math.max(changed.get(sub) ?? 0, changed.get(sid) ?? 0, allChangedAt);
  return changedAt + clocksDifferSeconds >= iat;
}

function demandLive(member: Member | undefined, { sid }: AccessTokenClaims): Member {
  return member?.status === "active" && !member.endedSessions.includes(sid) ? member : refuseToken();
}

const shut: Readonly<Partial<Record<TenantStatus, readonly [code: string, message: string]>>> = {
  "pending-verification": [
    "tenants.pending-verification",
    "The organisation's e-mail address is not verified yet",
  ],
  suspended: ["tenants.suspended", "This organisation is suspended"],
  closing: ["tenants.closed", "This organisation is closed"],
  closed: ["tenants.closed", "This organisation is closed"],
};

function demandOpen(status: TenantStatus): void {
  const reason = shut[status];
  if (reason) refuse("forbidden", ...reason);
}
