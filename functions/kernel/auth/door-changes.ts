import { type DoorFields, doorKey, markKey, markSeconds } from "#functions/kernel/auth/door.ts";
import type { Change } from "#functions/kernel/commit.ts";
import { assigning } from "#functions/kernel/dynamodb/assigning.ts";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";

/**
 * Writes to what the door goes by, as parts of a commit to the tenant table. Whoever changes a right also marks whose:
 * a token issued before the mark has its member read again, so the change counts within 30 seconds everywhere, and at
 * once for sensitive operations.
 */
export const doorChanges = (table: string) => ({
  /** Marks subjects (`usr_…`) or sessions (`ses_…`) whose rights change by this commit; one change each. */
  markChanged: (tenantId: string, ids: readonly string[], at: Date): Change[] => {
    const seconds = Math.floor(at.getTime() / 1000);
    return ids.map((id) =>
      changeOf({
        Put: {
          TableName: table,
          Item: { ...markKey(tenantId, id, seconds), id, at: seconds, expiresAt: seconds + markSeconds },
        },
      }),
    );
  },

  /** Opens the door of a new tenant. */
  addDoor: (tenantId: string, fields: DoorFields): Change =>
    changeOf({
      Put: {
        TableName: table,
        Item: { ...doorKey(tenantId), ...fields },
        ConditionExpression: "attribute_not_exists(pk)",
      },
    }),

  /** Changes some of what the door tells; seen everywhere within 30 seconds. */
  updateDoor: (tenantId: string, fields: Partial<DoorFields>): Change =>
    changeOf({
      Update: {
        TableName: table,
        Key: doorKey(tenantId),
        ...assigning(fields),
        ConditionExpression: "attribute_exists(pk)",
      },
    }),
});
