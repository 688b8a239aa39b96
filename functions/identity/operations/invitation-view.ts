import * as z from "zod";
import { type Invitation, stateOf } from "#functions/identity/domain/invitation.ts";
import { roles } from "#functions/identity/domain/roles.ts";

/** An invitation as those see it who invite. */
export const invitationView = z.object({
  id: z.string(),
  email: z.string(),
  role: z.enum(roles),
  employeeId: z.string().optional(),
  status: z.enum(["pending", "accepted", "revoked", "expired"]),
  invitedBy: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
});

export const viewOf = (invitation: Invitation, now: Date): z.output<typeof invitationView> => ({
  ...invitationView.omit({ status: true, expiresAt: true, id: true }).parse(invitation),
  id: invitation.invitationId,
  status: stateOf(invitation, now),
  expiresAt: new Date(invitation.expiresAt * 1000).toISOString(),
});

export const invitationExample = {
  id: "inv_01k9x7b4n2hsvd6qzdafm7grc3",
  email: "bo@acme.example",
  role: "manager",
  status: "pending",
  invitedBy: "usr_01k9x6q2v6f9sbg4nxb8dj5epa",
  createdAt: "2026-11-20T09:00:00.000Z",
  expiresAt: "2026-11-27T09:00:00.000Z",
};
