import { type DynamoDBDocumentClient, GetCommand, paginateQuery } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { userPartition } from "#functions/identity/adapters/account-items.ts";
import { isOver, type Session } from "#functions/identity/domain/session.ts";
import type { Sessions } from "#functions/identity/ports.ts";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";
import type { Clock } from "#functions/kernel/time/clock.ts";

const sessionItem = z.object({
  sessionId: z.templateLiteral(["ses_", z.string()]),
  userId: z.templateLiteral(["usr_", z.string()]),
  tenantId: z.templateLiteral(["tnt_", z.string()]),
  familyHash: z.string(),
  currentHash: z.string(),
  previousHash: z.string().optional(),
  nonce: z.string().optional(),
  rotatedAt: z.string(),
  createdAt: z.string(),
  expiresAt: z.int(),
});

const prefix = "session#";

const keyOf = ({ userId, sessionId }: Pick<Session, "userId" | "sessionId">) => ({
  pk: userPartition(userId),
  sk: `${prefix}${sessionId}`,
});

const rotated = {
  kind: "conflict",
  code: "identity.rotated-meanwhile",
  message: "The session went on meanwhile",
} as const;

export const dynamoSessions = (client: DynamoDBDocumentClient, table: string, clock: Clock): Sessions => ({
  find: async (userId, sessionId) => {
    const Key = { pk: userPartition(userId), sk: `${prefix}${sessionId}` };
    const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item && sessionItem.parse(Item);
  },
  ofUser: async (userId) => {
    const pages = paginateQuery(
      { client },
      {
        TableName: table,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :session)",
        ExpressionAttributeValues: { ":pk": userPartition(userId), ":session": prefix },
        ConsistentRead: true,
      },
    );
    const sessions: Session[] = [];
    for await (const { Items = [] } of pages) sessions.push(...Items.map((item) => sessionItem.parse(item)));
    return sessions.filter((session) => !isOver(session, clock()));
  },
  add: (session) =>
    changeOf({
      Put: {
        TableName: table,
        Item: { ...keyOf(session), ...session },
        ConditionExpression: "attribute_not_exists(pk)",
      },
    }),
  save: (session) =>
    changeOf(
      {
        Put: {
          TableName: table,
          Item: { ...keyOf(session), ...session },
          ConditionExpression: "currentHash = :previous",
          ExpressionAttributeValues: { ":previous": session.previousHash },
        },
      },
      rotated,
    ),
  remove: (session) => changeOf({ Delete: { TableName: table, Key: keyOf(session) } }),
});
