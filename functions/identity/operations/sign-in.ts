import * as z from "zod";
import { fact } from "#events/envelope.ts";
import { sessionStartedV1 } from "#events/identity/session-started.v1.ts";
import { chooseTenant } from "#functions/identity/domain/account.ts";
import { demandAdmission } from "#functions/identity/domain/admission.ts";
import { mostSessions, openSession, writeToken } from "#functions/identity/domain/session.ts";
import { type ProofDeps, provePassword } from "#functions/identity/operations/prove-password.ts";
import { signedIn, signedInExample } from "#functions/identity/operations/signed-in.ts";
import { ownCommand, tenantActor, user } from "#functions/identity/operations/tenant-actor.ts";
import type {
  AccessTokens,
  AsTenant,
  Cookies,
  Members,
  Secrets,
  Sessions,
} from "#functions/identity/ports.ts";
import type { Caller } from "#functions/kernel/actor.ts";
import { refuse } from "#functions/kernel/errors/app-error.ts";
import type { Id, NewId } from "#functions/kernel/ids.ts";
import { publicOperation } from "#functions/kernel/operation.ts";

interface Deps extends ProofDeps {
  readonly secrets: Secrets;
  readonly members: Pick<Members, "find" | "tenantStatus">;
  readonly sessions: Pick<Sessions, "ofUser" | "add" | "remove">;
  readonly accessTokens: AccessTokens;
  readonly cookies: Pick<Cookies, "set">;
  readonly asTenant: AsTenant;
  readonly newId: NewId;
}

export const signIn = publicOperation({
  name: "signIn",
  summary: "Sign in. The refresh token comes as a cookie that scripts cannot read.",
  input: z.strictObject({
    email: z.email().max(254),
    password: z.string().min(1).max(256),
    tenant: z.string().max(64).optional().describe("Slug; needed by those who belong to several tenants"),
  }),
  output: signedIn,
  problems: [
    "identity.wrong-credentials",
    "identity.email-not-verified",
    "identity.tenant-needed",
    "identity.no-tenant",
    "identity.slow-down",
    "tenants.suspended",
    "tenants.closed",
    "tenants.pending-verification",
  ],
  example: {
    input: { email: "ada@acme.example", password: "seven grey geese over Kiel", tenant: "acme" },
    output: signedInExample,
  },
  run:
    (deps: Deps) =>
    async (caller, { email, password, tenant }) => {
      const { account, failuresBefore } = await provePassword(deps, caller, { email, password });
      if (account.user.status !== "active")
        refuse(
          "forbidden",
          "identity.email-not-verified",
          "Prove your address first: the token is in the mail",
        );
      const { tenantId } = chooseTenant(account, tenant);
      return deps.asTenant(tenantId, () =>
        startSession(deps, caller, { tenantId, userId: account.user.userId, failuresBefore }),
      );
    },
});

interface Starting {
  readonly tenantId: Id<"tnt">;
  readonly userId: Id<"usr">;
  readonly failuresBefore: number;
}

async function startSession(deps: Deps, caller: Caller, { tenantId, userId, failuresBefore }: Starting) {
  const [status, found, others] = await Promise.all([
    deps.members.tenantStatus(tenantId),
    deps.members.find(tenantId, userId),
    deps.sessions.ofUser(userId),
  ]);
  const member = demandAdmission(status, found);
  const family = deps.secrets.fresh();
  const secret = deps.secrets.fresh();
  const session = openSession(
    {
      sessionId: deps.newId("ses"),
      userId,
      tenantId,
      familyHash: deps.secrets.digest(family),
      currentHash: deps.secrets.digest(secret),
    },
    deps.clock(),
  );
  const { sessionId } = session;
  await deps.commitIdentity(tenantActor(caller, tenantId, user(userId), ownCommand("signIn", sessionId)), {
    changes: [
      deps.sessions.add(session),
      ...others.slice(0, Math.max(0, others.length + 1 - mostSessions)).map(deps.sessions.remove),
    ],
    events: [fact(sessionStartedV1, { sequence: 1, data: { userId, sessionId, failuresBefore } })],
    answer: undefined,
  });
  return {
    ...(await deps.accessTokens.issue({ session, member })),
    tokenType: "Bearer" as const,
    tenantId,
    cookie: deps.cookies.set(writeToken({ userId, sessionId, family, secret }), session.expiresAt),
  };
}
