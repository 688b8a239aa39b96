import * as z from "zod";
import { sessionOver } from "#functions/identity/domain/session.ts";
import { ownUserId } from "#functions/identity/operations/own-user-id.ts";
import type { Accounts } from "#functions/identity/ports.ts";
import { operation } from "#functions/kernel/operation.ts";

interface Deps {
  readonly accounts: Pick<Accounts, "byId">;
}

export const readMe = operation({
  name: "readMe",
  summary: "Read who you are, here and elsewhere.",
  permission: "signed-in",
  input: z.strictObject({}),
  output: z.object({
    userId: z.string(),
    name: z.string(),
    email: z.string(),
    tenantId: z.string(),
    role: z.string(),
    employeeId: z.string().optional(),
    sessionId: z.string().optional(),
    tenants: z.array(z.object({ tenantId: z.string(), slug: z.string() })),
  }),
  problems: ["identity.session-over", "identity.people-only"],
  example: {
    input: {},
    output: {
      userId: "usr_01k9x6q2v6f9sbg4nxb8dj5epa",
      name: "Ada Berg",
      email: "ada@acme.example",
      tenantId: "tnt_01k9x6q2v5e8rbf3mwa7ch4dnz",
      role: "owner",
      sessionId: "ses_01k9x7a0m1grtc5pyc9ek6fqb2",
      tenants: [{ tenantId: "tnt_01k9x6q2v5e8rbf3mwa7ch4dnz", slug: "acme" }],
    },
  },
  run:
    ({ accounts }: Deps) =>
    async (actor) => {
      const { user, links } = (await accounts.byId(ownUserId(actor))) ?? sessionOver();
      return {
        userId: user.userId,
        name: user.name,
        email: user.email,
        tenantId: actor.tenantId,
        role: actor.role,
        employeeId: actor.employeeId,
        sessionId: actor.sessionId,
        tenants: links
          .filter(({ status }) => status === "active")
          .map(({ tenantId, slug }) => ({ tenantId, slug })),
      };
    },
});
