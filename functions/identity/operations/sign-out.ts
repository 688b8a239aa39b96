import * as z from "zod";
import { sessionOver } from "#functions/identity/domain/session.ts";
import { cleared } from "#functions/identity/operations/cleared.ts";
import { type EndDeps, endSessions } from "#functions/identity/operations/end-sessions.ts";
import { ownUserId } from "#functions/identity/operations/own-user-id.ts";
import type { Cookies } from "#functions/identity/ports.ts";
import { operation } from "#functions/kernel/operation.ts";

interface Deps extends EndDeps {
  readonly cookies: Pick<Cookies, "clear">;
}

export const signOut = operation({
  name: "signOut",
  summary: "Sign out: this session's tokens are no longer good.",
  permission: "signed-in",
  input: z.strictObject({}),
  output: cleared,
  problems: [],
  example: { input: {}, output: {} },
  run: (deps: Deps) => async (actor) => {
    const userId = ownUserId(actor);
    const sessionId = actor.sessionId ?? sessionOver();
    await endSessions(deps, actor, userId, [{ userId, sessionId }], "signed-out");
    return { cookie: deps.cookies.clear() };
  },
});
