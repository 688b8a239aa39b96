import { markSeconds } from "#functions/kernel/auth/door.ts";
import { doorChanges } from "#functions/kernel/auth/door-changes.ts";
import { endedSessionKey } from "#functions/kernel/auth/members.ts";
import type { Change } from "#functions/kernel/commit.ts";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";

/** Ends sessions of one user as part of a commit, marks included: their access tokens die with them. Two changes each. */
export const endSessions =
  (table: string) =>
  (tenantId: string, userId: string, sessionIds: readonly string[], at: Date): Change[] => [
    ...doorChanges(table).markChanged(tenantId, sessionIds, at),
    ...sessionIds.map((sessionId) =>
      changeOf({
        Put: {
          TableName: table,
          Item: {
            ...endedSessionKey(tenantId, userId, sessionId),
            sessionId,
            expiresAt: Math.floor(at.getTime() / 1000) + markSeconds,
          },
        },
      }),
    ),
  ];
