import { type DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { ownersGained } from "#functions/identity/domain/roles.ts";
import type { Members } from "#functions/identity/ports.ts";
import { readDoor } from "#functions/kernel/auth/door.ts";
import { doorChanges } from "#functions/kernel/auth/door-changes.ts";
import { memberChanges } from "#functions/kernel/auth/member-changes.ts";
import { memberFields, memberKey, readMember } from "#functions/kernel/auth/members.ts";
import { endSessions } from "#functions/kernel/auth/session-changes.ts";
import type { Change } from "#functions/kernel/commit.ts";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import { startingAt, toCursor } from "#functions/kernel/dynamodb/cursor.ts";
import { tenantPrefix } from "#functions/kernel/dynamodb/keys.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

const changed = {
  kind: "stale",
  code: "request.stale",
  message: "The member has changed meanwhile",
} as const;

const already = {
  kind: "conflict",
  code: "identity.already-member",
  message: "This person is a member already",
} as const;

/** Members are the kernel's items; what identity adds is the count of owners, so that the last one stays. */
export function dynamoMembers(client: DynamoDBDocumentClient, table: string, clock: Clock): Members {
  const { addMember, updateMember } = memberChanges(table);
  const { markChanged } = doorChanges(table);
  const door = readDoor(client, table, clock);
  const owners = ownerCount(table);
  return {
    find: readMember(client, table),
    list: (tenantId, page) => listMembers(client, table, tenantId, page),
    tenantStatus: async (tenantId) => (await door(tenantId))?.status,
    found: (tenantId, userId) => [
      addMember(tenantId, { userId, role: "owner", status: "active" }, already),
      owners.open(tenantId),
    ],
    unfound: (tenantId, userId) => [
      changeOf({ Delete: { TableName: table, Key: memberKey(tenantId, userId) } }),
      owners.close(tenantId),
    ],
    join: (tenantId, before, { userId, role, employeeId }) => [
      before
        ? updateMember(tenantId, before, { role, employeeId, status: "active" }, already)
        : addMember(tenantId, { userId, role, employeeId, status: "active" }, already),
      ...owners.shift(tenantId, ownersGained(undefined, role)),
      ...markChanged(tenantId, [userId], clock()),
    ],
    change: (tenantId, before, after, at) => {
      const role = after.status === "removed" ? undefined : (after.role ?? before.role);
      return [
        updateMember(tenantId, before, after, changed),
        ...owners.shift(tenantId, ownersGained(before.role, role)),
        ...markChanged(tenantId, [before.userId], at),
      ];
    },
    endSessions: endSessions(table),
  };
}

async function listMembers(
  client: DynamoDBDocumentClient,
  table: string,
  tenantId: string,
  { cursor, limit }: Parameters<Members["list"]>[1],
) {
  const { Items = [], LastEvaluatedKey } = await startingAt(tenantId, cursor, (ExclusiveStartKey) =>
    client.send(
      new QueryCommand({
        TableName: table,
        IndexName: "gsi1",
        KeyConditionExpression: "gsi1pk = :members",
        ExpressionAttributeValues: { ":members": `${tenantPrefix(tenantId)}kernel.members` },
        ExclusiveStartKey,
        Limit: limit,
      }),
    ),
  );
  return {
    items: Items.map((item) => ({ ...memberFields.parse(item), endedSessions: [] })),
    nextCursor: toCursor(tenantId, LastEvaluatedKey),
  };
}

const ownerCount = (table: string) => {
  const keyOf = (tenantId: string) => ({ pk: `${tenantPrefix(tenantId)}identity.owners`, sk: "owners" });
  return {
    open: (tenantId: string): Change =>
      changeOf({ Put: { TableName: table, Item: { ...keyOf(tenantId), owners: 1 } } }),
    close: (tenantId: string): Change => changeOf({ Delete: { TableName: table, Key: keyOf(tenantId) } }),
    /** The condition is what keeps two owners from leaving at the same time. */
    shift: (tenantId: string, by: number): Change[] =>
      by === 0
        ? []
        : [
            changeOf(
              {
                Update: {
                  TableName: table,
                  Key: keyOf(tenantId),
                  UpdateExpression: "ADD owners :by",
                  ConditionExpression: "owners > :least",
                  ExpressionAttributeValues: { ":by": by, ":least": by < 0 ? 1 : 0 },
                },
              },
              { kind: "conflict", code: "identity.last-owner", message: "An organisation needs an owner" },
            ),
          ],
  };
};
