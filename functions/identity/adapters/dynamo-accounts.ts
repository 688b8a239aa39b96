import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
} from "@aws-sdk/lib-dynamodb";
import {
  accountPrefix,
  markerKey,
  ownerOf,
  readAccount,
  readUser,
  userKey,
  userPartition,
} from "#functions/identity/adapters/account-items.ts";
import { accountWrites } from "#functions/identity/adapters/account-writes.ts";
import type { Account, Link, User } from "#functions/identity/domain/account.ts";
import type { Accounts } from "#functions/identity/ports.ts";
import type { Change } from "#functions/kernel/commit.ts";

// Asked for in place of an account that is not there, so that both take one query.
const nobody = "usr_";

const batchSize = 100;

export const dynamoAccounts = (client: DynamoDBDocumentClient, table: string): Accounts => {
  const byId = async (userId: string): Promise<Account | undefined> => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :account)",
        ExpressionAttributeValues: { ":pk": userPartition(userId), ":account": accountPrefix },
        ConsistentRead: true,
      }),
    );
    return readAccount(Items);
  };
  const writes = accountWrites(table);
  return {
    byId,
    byEmail: async (email) => {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: markerKey(email), ConsistentRead: true }),
      );
      return byId(ownerOf(Item) ?? nobody);
    },
    users: async (userIds) => {
      const chunks = Array.from({ length: Math.ceil(userIds.length / batchSize) }, (_, at) =>
        userIds.slice(at * batchSize, (at + 1) * batchSize),
      );
      return (await Promise.all(chunks.map((chunk) => usersOf(client, table, chunk)))).flat();
    },
    add: (account) => [
      writes.user(account.user),
      writes.marker(account.user, undefined),
      ...rest(writes, undefined, account),
    ],
    save: (before, after) => [
      writes.user(after.user),
      writes.marker(after.user, before.user.userId),
      ...rest(writes, before, after),
    ],
    remove: (account) => writes.removal(account),
  };
};

async function usersOf(
  client: DynamoDBDocumentClient,
  table: string,
  userIds: readonly string[],
): Promise<User[]> {
  const found: User[] = [];
  let wanted: readonly Record<string, unknown>[] = userIds.map(userKey);
  while (wanted.length > 0) {
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: [...wanted] } } }),
    );
    found.push(...(Responses?.[table] ?? []).map(readUser));
    wanted = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
}

type Writes = ReturnType<typeof accountWrites>;

function rest(writes: Writes, before: Account | undefined, after: Account): Change[] {
  const { userId } = after.user;
  const kept = new Set(after.links.map(({ tenantId }) => tenantId));
  const wasSame = (link: Link) => before?.links.some((old) => JSON.stringify(old) === JSON.stringify(link));
  return [
    ...(after.credential === before?.credential ? [] : [writes.credential(userId, after.credential)]),
    ...after.links.filter((link) => !wasSame(link)).map((link) => writes.link(userId, link)),
    ...(before?.links ?? [])
      .filter(({ tenantId }) => !kept.has(tenantId))
      .map((link) => writes.unlink(userId, link)),
  ];
}
