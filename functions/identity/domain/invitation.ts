import type { Role } from "#functions/identity/domain/roles.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import type { Id } from "#functions/kernel/ids.ts";

export interface Invitation {
  readonly tenantId: Id<"tnt">;
  readonly invitationId: Id<"inv">;
  readonly email: string;
  readonly role: Role;
  readonly employeeId?: Id<"emp"> | undefined;
  readonly status: "pending" | "accepted" | "revoked";
  readonly invitedBy: string;
  readonly acceptedBy?: Id<"usr"> | undefined;
  readonly createdAt: string;
  /** Epoch seconds. */
  readonly expiresAt: number;
  readonly version: number;
}

export const invitationDays = 7;

export const openInvitation = (
  opened: Pick<Invitation, "tenantId" | "invitationId" | "email" | "role" | "employeeId" | "invitedBy">,
  now: Date,
): Invitation => ({
  ...opened,
  status: "pending",
  createdAt: now.toISOString(),
  expiresAt: Math.floor(now.getTime() / 1000) + invitationDays * 24 * 3600,
  version: 1,
});

/** What an invitation has become; one that nobody used in time has expired. */
export const stateOf = ({ status, expiresAt }: Invitation, now: Date) =>
  status === "pending" && expiresAt * 1000 <= now.getTime() ? "expired" : status;

const gone = (): never =>
  refuse("gone", "identity.invitation-gone", "This invitation has expired, was used or was taken back");

/** Refuses an invitation that is of no use to anybody any more; one that was taken up is of use to who took it up. */
export function demandUsable(invitation: Invitation, now: Date): void {
  const state = stateOf(invitation, now);
  if (state !== "pending" && state !== "accepted") gone();
}

/** The invitation taken up by a user. Taking up one's own once more changes nothing. Refuses with `identity.invitation-gone`. */
export function accepted(invitation: Invitation, userId: Id<"usr">, now: Date): Invitation {
  if (invitation.acceptedBy === userId) return invitation;
  if (stateOf(invitation, now) !== "pending") gone();
  return { ...invitation, status: "accepted", acceptedBy: userId, version: invitation.version + 1 };
}

/** The invitation taken back. Refuses with `identity.invitation-gone`. */
export function revoked(invitation: Invitation, now: Date): Invitation {
  if (stateOf(invitation, now) !== "pending") gone();
  return { ...invitation, status: "revoked", version: invitation.version + 1 };
}
