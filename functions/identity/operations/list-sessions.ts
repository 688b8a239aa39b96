import * as z from "zod";
import { ownUserId } from "#functions/identity/operations/own-user-id.ts";
import type { Sessions } from "#functions/identity/ports.ts";
import { operation } from "#functions/kernel/operation.ts";

const sessionView = z.object({
  sessionId: z.string(),
  tenantId: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string(),
  expiresAt: z.string(),
  current: z.boolean(),
});

interface Deps {
  readonly sessions: Pick<Sessions, "ofUser">;
}

export const listSessions = operation({
  name: "listSessions",
  summary: "List your own sessions, the oldest first. There are at most 40.",
  permission: "signed-in",
  input: z.strictObject({}),
  output: z.object({ items: z.array(sessionView), nextCursor: z.null() }),
  problems: ["identity.people-only"],
  example: {
    input: {},
    output: {
      items: [
        {
          sessionId: "ses_01k9x7a0m1grtc5pyc9ek6fqb2",
          tenantId: "tnt_01k9x6q2v5e8rbf3mwa7ch4dnz",
          createdAt: "2026-11-20T09:00:00.000Z",
          lastUsedAt: "2026-11-20T09:40:00.000Z",
          expiresAt: "2026-12-04T09:40:00.000Z",
          current: true,
        },
      ],
      nextCursor: null,
    },
  },
  run:
    ({ sessions }: Deps) =>
    async (actor) => ({
      items: (await sessions.ofUser(ownUserId(actor))).map(
        ({ sessionId, tenantId, createdAt, rotatedAt, expiresAt }) => ({
          sessionId,
          tenantId,
          createdAt,
          lastUsedAt: rotatedAt,
          expiresAt: new Date(expiresAt * 1000).toISOString(),
          current: sessionId === actor.sessionId,
        }),
      ),
      nextCursor: null,
    }),
});
