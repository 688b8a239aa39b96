import { type DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { builtInRoles } from "#functions/kernel/auth/access-token.ts";
import { tenantPrefix } from "#functions/kernel/dynamodb/keys.ts";

const memberStatuses = ["active", "suspended", "removed"] as const;

/** A user's place in a tenant. */
export const memberFields = z.object({
  userId: z.templateLiteral(["usr_", z.string()]),
  role: z.enum(builtInRoles),
  employeeId: z.templateLiteral(["emp_", z.string()]).optional(),
  status: z.enum(memberStatuses),
  version: z.int().min(1),
});

export type MemberFields = z.infer<typeof memberFields>;

/** A member together with those of their sessions that ended while tokens of theirs may still live. */
export interface Member extends MemberFields {
  readonly endedSessions: readonly string[];
}

export const memberKey = (tenantId: string, userId: string) => ({
  pk: `${tenantPrefix(tenantId)}kernel.member#${userId}`,
  sk: "member",
});

/** Stands beside the member until the session's last token has expired. */
export const endedSessionKey = (tenantId: string, userId: string, sessionId: string) => ({
  pk: memberKey(tenantId, userId).pk,
  sk: `ended#${sessionId}`,
});

const endedSession = z.object({ sk: z.templateLiteral(["ended#", z.string()]), sessionId: z.string() });

export type ReadMember = (tenantId: string, userId: string) => Promise<Member | undefined>;

/** Reads a member as they are now, by one query. */
export const readMember =
  (documents: DynamoDBDocumentClient, table: string): ReadMember =>
  async (tenantId, userId) => {
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": memberKey(tenantId, userId).pk },
        // The member itself comes first: `member` sorts after `ended#…`.
        ScanIndexForward: false,
        ConsistentRead: true,
      }),
    );
    const [first, ...rest] = Items;
    const fields = memberFields.safeParse(first).data;
    return fields && { ...fields, endedSessions: rest.map((item) => endedSession.parse(item).sessionId) };
  };
