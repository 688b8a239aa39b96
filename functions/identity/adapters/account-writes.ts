import { credentialKey, linkKey, markerKey, userKey } from "#functions/identity/adapters/account-items.ts";
import type { Account, Link, User } from "#functions/identity/domain/account.ts";
import type { Change } from "#functions/kernel/commit.ts";
import { changeOf } from "#functions/kernel/dynamodb/change.ts";

const changed = {
  kind: "conflict",
  code: "identity.account-changed",
  message: "The account has changed since it was read",
} as const;

const known = { kind: "conflict", code: "identity.email-known", message: "This address is known" } as const;

const isAbsent = { ConditionExpression: "attribute_not_exists(pk)" };

const isVersion = (version: number) => ({
  ConditionExpression: "#version = :version",
  ExpressionAttributeNames: { "#version": "version" },
  ExpressionAttributeValues: { ":version": version },
});

const isOf = (userId: string) => ({
  ConditionExpression: "userId = :before",
  ExpressionAttributeValues: { ":before": userId },
});

/**
 * The writes that turn one version of an account into the next. Every change goes over the user's item, whose version
 * guards the others. The marker is written again, unchanged: a sign-up of somebody known then writes as much as one of
 * somebody new.
 */
export const accountWrites = (table: string) => {
  const put = (key: object, item: object): Change =>
    changeOf({ Put: { TableName: table, Item: { ...key, ...item } } });
  const drop = (Key: Record<string, string>): Change => changeOf({ Delete: { TableName: table, Key } });
  return {
    user: (user: User): Change => {
      const condition = user.version === 1 ? isAbsent : isVersion(user.version - 1);
      const Item = { ...userKey(user.userId), ...user };
      return changeOf({ Put: { TableName: table, Item, ...condition } }, changed);
    },
    marker: ({ email, userId }: User, before: string | undefined): Change => {
      const condition = before === undefined ? isAbsent : isOf(before);
      return changeOf(
        { Put: { TableName: table, Item: { ...markerKey(email), userId }, ...condition } },
        known,
      );
    },
    credential: (userId: string, hash: string | undefined): Change =>
      hash === undefined ? drop(credentialKey(userId)) : put(credentialKey(userId), { hash }),
    link: (userId: string, link: Link): Change => put(linkKey(userId, link.tenantId), link),
    unlink: (userId: string, { tenantId }: Link): Change => drop(linkKey(userId, tenantId)),
    removal: ({ user, credential, links }: Account): Change[] => [
      changeOf(
        { Delete: { TableName: table, Key: userKey(user.userId), ...isVersion(user.version) } },
        changed,
      ),
      drop(markerKey(user.email)),
      ...(credential === undefined ? [] : [drop(credentialKey(user.userId))]),
      ...links.map(({ tenantId }) => drop(linkKey(user.userId, tenantId))),
    ],
  };
};
