import { acceptInvitation } from "#functions/identity/operations/accept-invitation.ts";
import { changeMember } from "#functions/identity/operations/change-member.ts";
import { inviteMember } from "#functions/identity/operations/invite-member.ts";
import { listInvitations } from "#functions/identity/operations/list-invitations.ts";
import { listMembers } from "#functions/identity/operations/list-members.ts";
import { listSessions } from "#functions/identity/operations/list-sessions.ts";
import { readKeySet } from "#functions/identity/operations/read-key-set.ts";
import {
  readAcceptInvitationPage,
  readVerifyEmailPage,
} from "#functions/identity/operations/read-mail-page.ts";
import { readMe } from "#functions/identity/operations/read-me.ts";
import { refreshSession } from "#functions/identity/operations/refresh-session.ts";
import { removeMember } from "#functions/identity/operations/remove-member.ts";
import { resendVerification } from "#functions/identity/operations/resend-verification.ts";
import { revokeInvitation } from "#functions/identity/operations/revoke-invitation.ts";
import { signIn } from "#functions/identity/operations/sign-in.ts";
import { signOut } from "#functions/identity/operations/sign-out.ts";
import { signOutEverywhere } from "#functions/identity/operations/sign-out-everywhere.ts";
import { verifyEmail } from "#functions/identity/operations/verify-email.ts";
import { mailPage } from "#functions/identity/pages/mail-page-route.ts";
import { get, type HttpReply, type HttpRequest, patch, post, remove } from "#functions/kernel/http/route.ts";

/** The cookie that carries the refresh token. */
export const refreshCookie = "tenure_refresh";

// The cookie goes where scripts cannot read it; only the rest is for the body.
const withCookie = <Output extends { readonly cookie?: string | undefined }>({
  cookie,
  ...body
}: Output): HttpReply => ({
  body,
  ...(cookie !== undefined && { cookies: [cookie] }),
});

const fromCookie = ({ cookies }: HttpRequest) => ({ refreshToken: cookies[refreshCookie] });

const cacheable = (body: unknown): HttpReply => ({
  headers: { "cache-control": "public, max-age=300" },
  body,
});

export const identityRoutes = [
  post("/v1/identity/verify-email", verifyEmail, { status: 200 }),
  post("/v1/identity/verify-email/resend", resendVerification, { status: 202 }),
  post("/v1/identity/sessions", signIn, { reply: withCookie }),
  get("/v1/identity/sessions", listSessions),
  remove("/v1/identity/sessions", signOutEverywhere, { reply: withCookie }),
  post("/v1/identity/sessions/refresh", refreshSession, {
    status: 200,
    receive: fromCookie,
    reply: withCookie,
  }),
  remove("/v1/identity/sessions/current", signOut, { reply: withCookie }),
  post("/v1/identity/invitations", inviteMember),
  get("/v1/identity/invitations", listInvitations),
  remove("/v1/identity/invitations/{id}", revokeInvitation),
  post("/v1/identity/invitations/accept", acceptInvitation),
  get("/v1/identity/members", listMembers),
  patch("/v1/identity/members/{userId}", changeMember, { versioned: true }),
  remove("/v1/identity/members/{userId}", removeMember),
  get("/v1/identity/me", readMe),
  get("/verify-email", readVerifyEmailPage, mailPage),
  get("/accept-invitation", readAcceptInvitationPage, mailPage),
  get("/.well-known/jwks.json", readKeySet, { unlimited: true, reply: cacheable }),
] as const;
