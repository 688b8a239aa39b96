import * as z from "zod";
import { cleared } from "#functions/identity/operations/cleared.ts";
import { type EndDeps, endSessions } from "#functions/identity/operations/end-sessions.ts";
import { ownUserId } from "#functions/identity/operations/own-user-id.ts";
import type { AsTenant, Cookies, Sessions } from "#functions/identity/ports.ts";
import { operation } from "#functions/kernel/operation.ts";

interface Deps extends EndDeps {
  readonly sessions: Pick<Sessions, "ofUser" | "remove">;
  readonly asTenant: AsTenant;
  readonly cookies: Pick<Cookies, "clear">;
}

export const signOutEverywhere = operation({
  name: "signOutEverywhere",
  summary: "End all your sessions, on all devices and in all tenants, this one included.",
  permission: "signed-in",
  sensitive: true,
  input: z.strictObject({}),
  output: cleared,
  problems: [],
  example: { input: {}, output: {} },
  run: (deps: Deps) => async (actor) => {
    const userId = ownUserId(actor);
    const sessions = await deps.sessions.ofUser(userId);
    const tenants = new Set([actor.tenantId, ...sessions.map(({ tenantId }) => tenantId)]);
    for (const tenantId of tenants) {
      const ended = sessions.filter((session) => session.tenantId === tenantId);
      await deps.asTenant(tenantId, () =>
        endSessions(deps, { ...actor, tenantId }, userId, ended, "signed-out-everywhere"),
      );
    }
    return { cookie: deps.cookies.clear() };
  },
});
